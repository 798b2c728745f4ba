package io.sac.account;

import java.time.Instant;
import java.util.UUID;

/** A sign-in that was just made or renewed, and the number of the refresh token to hand out. */
public record SignedIn(UserDetails user, UUID loginSession, int refreshNumber, Instant expiresAt) {
    public RefreshToken refreshToken() {
        return new RefreshToken(loginSession, refreshNumber);
    }
}
