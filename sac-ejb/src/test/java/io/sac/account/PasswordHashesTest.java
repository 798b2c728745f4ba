package io.sac.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.problem.InvalidRequestException;
import org.junit.jupiter.api.Test;

class PasswordHashesTest {
    private final PasswordHashes passwords = new PasswordHashes(4);

    @Test
    void matchesShouldKnowTheRightPasswordOnly() {
        String hash = passwords.hash("correct horse");

        assertThat(hash).startsWith("$2a$04$").doesNotContain("horse");
        assertThat(passwords.matches("correct horse", hash)).isTrue();
        assertThat(passwords.matches("correct horsf", hash)).isFalse();
    }

    @Test
    void everyCharacterOfALongPasswordShouldCount() {
        String first72 = "x".repeat(72);
        String hash = passwords.hash(first72 + "a");

        assertThat(passwords.matches(first72 + "a", hash)).isTrue();
        assertThat(passwords.matches(first72 + "b", hash)).isFalse();
        assertThat(passwords.matches(first72, hash)).isFalse();
    }

    @Test
    void nobodyShouldHaveNoPasswordAtAll() {
        assertThat(passwords.matches("nobody's password", null)).isFalse();
    }

    @Test
    void sameTextInAnotherUnicodeFormShouldMatch() {
        assertThat(passwords.matches("cafe\u0301 cafe\u0301", passwords.hash("caf\u00e9 caf\u00e9")))
                .isTrue();
    }

    @Test
    void tenToOneHundredAndTwentyEightCharactersShouldBeAccepted() {
        assertThatThrownBy(() -> passwords.requireAcceptable("password", "123456789"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageNotContaining("123456789");
        assertThatThrownBy(() -> passwords.requireAcceptable("password", "x".repeat(129)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatCode(() -> passwords.requireAcceptable("password", "\ud83d\ude00".repeat(128)))
                .doesNotThrowAnyException();
    }
}
