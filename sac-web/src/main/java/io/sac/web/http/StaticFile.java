package io.sac.web.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes of the build, with the tag by which browsers know them again. */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record StaticFile(byte[] bytes, String etag) {
    static StaticFile of(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new StaticFile(bytes, '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
