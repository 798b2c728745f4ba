package io.sac.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.protocol.AgentToken.Direction;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AgentTokenTest {
    private static final byte[] KEY =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final String DOWN = "sac1.k1.down.7.1.6V3jCaeAg_W1P4_VuVNgJJulJ6ZF7_de_NkAgzGPWwY";
    private static final String UP = "sac1.k1.up.7.1.KTvOVSjQv1zeUM_Bw0wrtVhfIduaMjnn7NLcKEU-Oyc";

    @Test
    void computeShouldGiveTheFixedTokens() {
        assertThat(AgentToken.compute(KEY, "k1", Direction.DOWN, 7, 1).text()).isEqualTo(DOWN);
        assertThat(AgentToken.compute(KEY, "k1", Direction.UP, 7, 1).text()).isEqualTo(UP);
    }

    @Test
    void parseShouldReadWhatComputeMade() {
        AgentToken token = AgentToken.parse(UP).orElseThrow();

        assertThat(token).isEqualTo(AgentToken.compute(KEY, "k1", Direction.UP, 7, 1));
        assertThat(token.madeBy(id -> id.equals("k1") ? KEY : null)).isTrue();
    }

    @Test
    void parseShouldRefuseOtherForms() {
        assertThat(AgentToken.parse(null)).isEmpty();
        assertThat(AgentToken.parse("")).isEmpty();
        assertThat(AgentToken.parse(UP + "x")).isEmpty();
        assertThat(AgentToken.parse(UP.replace(".7.", ".07."))).isEmpty();
        assertThat(AgentToken.parse(UP.replace(".up.", ".side."))).isEmpty();
        assertThat(AgentToken.parse("sac2" + UP.substring(4))).isEmpty();
    }

    @Test
    void madeByShouldRefuseAnythingChanged() {
        for (String forged : new String[] {
            UP.replace(".7.", ".8."), UP.replace(".up.", ".down."), UP.replace(".1.", ".2."), UP.replace("k1", "k2")
        }) {
            assertThat(AgentToken.parse(forged).orElseThrow().madeBy(id -> KEY))
                    .as(forged)
                    .isFalse();
        }
        assertThat(AgentToken.parse(UP).orElseThrow().madeBy(id -> null)).isFalse();
        assertThat(AgentToken.parse(UP).orElseThrow().madeBy(id -> new byte[32]))
                .isFalse();
    }

    @Test
    void toStringShouldHoldNoSignature() {
        assertThat(AgentToken.parse(UP).orElseThrow().toString()).isEqualTo("sac1.k1.up.7.1.…");
    }
}
