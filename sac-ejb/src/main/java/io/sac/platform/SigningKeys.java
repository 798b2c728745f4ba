package io.sac.platform;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The ES256 key pairs of access tokens, one derived from each master key. Every replica derives the same pairs, so that
 * nothing is stored or sent around, and a token of a key before the current one stays good while the ring holds it.
 */
public final class SigningKeys {
    private static final ECParameterSpec P256 = p256();
    private static final BigInteger PRIME = ((ECFieldFp) P256.getCurve().getField()).getP();

    private SigningKeys() {}

    /** Signs as the key of this master. */
    public static PrivateKey privateKey(byte[] master) {
        try {
            return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar(master), P256));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key cannot be derived", e);
        }
    }

    /** The public halves as a JSON Web Key Set, for MicroProfile JWT. */
    public static String jwks(KeyRing.Keys keys) {
        return keys.byId().entrySet().stream()
                .map(key -> jwk(key.getKey(), publicPoint(scalar(key.getValue()))))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static String jwk(String id, ECPoint point) {
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"" + id + "\",\"x\":\""
                + coordinate(point.getAffineX()) + "\",\"y\":\"" + coordinate(point.getAffineY()) + "\"}";
    }

    /** A number from 1 to n - 1, from 128 bits more than needed, so that none is likelier than another. */
    private static BigInteger scalar(byte[] master) {
        try {
            var parameters = HKDFParameterSpec.ofExtract()
                    .addIKM(master)
                    .addSalt("sac key ring 1".getBytes(StandardCharsets.UTF_8))
                    .thenExpand("sac jwt es256".getBytes(StandardCharsets.UTF_8), 48);
            BigInteger wide = new BigInteger(1, KDF.getInstance("HKDF-SHA256").deriveData(parameters));
            return wide.mod(P256.getOrder().subtract(BigInteger.ONE)).add(BigInteger.ONE);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key cannot be derived", e);
        }
    }

    /** Scalar times generator, which the JDK keeps to itself. It runs once at start, on nobody's input. */
    static ECPoint publicPoint(BigInteger scalar) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (scalar.testBit(bit)) {
                sum = add(sum, P256.getGenerator());
            }
        }
        return sum;
    }

    private static ECPoint add(ECPoint a, ECPoint b) {
        if (a.equals(ECPoint.POINT_INFINITY)) {
            return b;
        }
        if (b.equals(ECPoint.POINT_INFINITY)) {
            return a;
        }
        BigInteger slope;
        if (a.equals(b)) {
            BigInteger three = BigInteger.valueOf(3);
            slope = a.getAffineX()
                    .pow(2)
                    .multiply(three)
                    .add(curve().getA())
                    .multiply(a.getAffineY().shiftLeft(1).modInverse(PRIME));
        } else if (a.getAffineX().equals(b.getAffineX())) {
            return ECPoint.POINT_INFINITY;
        } else {
            slope = b.getAffineY()
                    .subtract(a.getAffineY())
                    .multiply(b.getAffineX().subtract(a.getAffineX()).mod(PRIME).modInverse(PRIME));
        }
        BigInteger x =
                slope.pow(2).subtract(a.getAffineX()).subtract(b.getAffineX()).mod(PRIME);
        BigInteger y = slope.multiply(a.getAffineX().subtract(x))
                .subtract(a.getAffineY())
                .mod(PRIME);
        return new ECPoint(x, y);
    }

    private static EllipticCurve curve() {
        return P256.getCurve();
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        Arrays.fill(bytes, (byte) 0);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
