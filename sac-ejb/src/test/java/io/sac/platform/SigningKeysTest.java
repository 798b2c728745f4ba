package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
    /** RFC 6979, A.2.5. */
    @Test
    void publicPointShouldBeTheOneOfTheStandardsExample() {
        ECPoint point = SigningKeys.publicPoint(
                new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16));

        assertThat(point.getAffineX().toString(16))
                .isEqualToIgnoringCase("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6");
        assertThat(point.getAffineY().toString(16))
                .isEqualToIgnoringCase("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");
    }

    @Test
    void publicHalfShouldProveWhatThePrivateHalfSigned() throws Exception {
        byte[] master = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
        ECPrivateKey key = (ECPrivateKey) SigningKeys.privateKey(master);
        PublicKey publicKey = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(SigningKeys.publicPoint(key.getS()), key.getParams()));

        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(key);
        signer.update(master);
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(publicKey);
        verifier.update(master);

        assertThat(verifier.verify(signature)).isTrue();
        assertThat(((ECPrivateKey) SigningKeys.privateKey(master)).getS()).isEqualTo(key.getS());
        assertThat(SigningKeys.jwks(new KeyRing.Keys("k1", Map.of("k1", master))))
                .contains("\"kid\":\"k1\"")
                .doesNotContain("\"d\"");
    }
}
