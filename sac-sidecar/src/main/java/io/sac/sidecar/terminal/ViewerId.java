package io.sac.sidecar.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A login session and the browser tab's uuid, as 16 bytes of their hash: the ring keeps it and needs not know who it was. */
record ViewerId(long high, long low) {

    static ViewerId of(String login, String tab) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer hash = ByteBuffer.wrap(digest.digest((login + '|' + tab).getBytes(StandardCharsets.UTF_8)));
            return new ViewerId(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
