package io.sac.web.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DispositionTest {

    @Test
    void plainNamesShouldStayPlain() {
        assertThat(Disposition.attachment("report.md"))
                .isEqualTo("attachment; filename=\"report.md\"; filename*=UTF-8''report.md");
    }

    @Test
    void everyOtherNameShouldArriveExactlyAndSplitNoHeader() {
        assertThat(Disposition.inline("b\u00e4r \"x\"\r\nSet-Cookie: a=1;\uD83D\uDE00%41.txt"))
                .isEqualTo("inline; filename=\"b_r _x___Set-Cookie: a=1___41.txt\"; "
                        + "filename*=UTF-8''b%C3%A4r%20%22x%22%0D%0ASet-Cookie%3A%20a%3D1%3B%F0%9F%98%80%2541.txt");
    }
}
