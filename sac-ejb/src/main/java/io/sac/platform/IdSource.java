package io.sac.platform;

import java.util.UUID;

/** Where new ids and other unguessable values come from. */
public interface IdSource {
    UUID uuid();

    byte[] bytes(int count);

    /** 256 random bits as base64url without padding: tickets, nonces, set-up tokens. */
    String token();
}
