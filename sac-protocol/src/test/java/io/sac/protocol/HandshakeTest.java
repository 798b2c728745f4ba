package io.sac.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final AgentToken DOWN = AgentToken.parse(
                    "sac1.k1.down.7.1.6V3jCaeAg_W1P4_VuVNgJJulJ6ZF7_de_NkAgzGPWwY")
            .orElseThrow();
    private static final String SERVER_NONCE = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
    private static final String SIDECAR_NONCE = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";
    private static final String SIDECAR_PROOF = "WPOsMArIaDbK67PwAHwsmFOt7GvPonog_vKOL0f-vPI";
    private static final String REQUEST_PROOF = SIDECAR_NONCE + ".RDutxhyATljY0sTeGjsKj8Tl621sNF0hkE3UgjuFZSw";

    @Test
    void sidecarProofShouldBeTheFixedOne() {
        assertThat(Handshake.sidecarProof(DOWN, SERVER_NONCE, SIDECAR_NONCE)).isEqualTo(SIDECAR_PROOF);
        assertThat(Handshake.provesSidecar(DOWN, SERVER_NONCE, SIDECAR_NONCE, SIDECAR_PROOF))
                .isTrue();
        assertThat(Handshake.provesSidecar(DOWN, SIDECAR_NONCE, SERVER_NONCE, SIDECAR_PROOF))
                .isFalse();
        assertThat(Handshake.provesSidecar(DOWN, SERVER_NONCE, SIDECAR_NONCE, null))
                .isFalse();
    }

    @Test
    void requestProofShouldBeBoundToMethodAndPath() {
        assertThat(Handshake.requestProof(DOWN, SERVER_NONCE, SIDECAR_NONCE, "GET", "/state"))
                .isEqualTo(REQUEST_PROOF);
        assertThat(Handshake.nonceOf(REQUEST_PROOF)).contains(SIDECAR_NONCE);
        assertThat(Handshake.provesRequest(DOWN, SERVER_NONCE, SIDECAR_NONCE, "GET", "/state", REQUEST_PROOF))
                .isTrue();
        assertThat(Handshake.provesRequest(DOWN, SERVER_NONCE, SIDECAR_NONCE, "POST", "/state", REQUEST_PROOF))
                .isFalse();
        assertThat(Handshake.provesRequest(DOWN, SERVER_NONCE, SIDECAR_NONCE, "GET", "/ws/x", REQUEST_PROOF))
                .isFalse();
    }

    @Test
    void nonceOfShouldRefuseOtherForms() {
        assertThat(Handshake.nonceOf(null)).isEmpty();
        assertThat(Handshake.nonceOf("x.y")).isEmpty();
        assertThat(Handshake.nonceOf(REQUEST_PROOF + "x")).isEmpty();
    }

    @Test
    void noncesShouldDiffer() {
        SecureRandom random = new SecureRandom();
        String one = Handshake.nonce(random);

        assertThat(Handshake.isNonce(one)).isTrue();
        assertThat(Handshake.nonce(random)).isNotEqualTo(one);
    }
}
