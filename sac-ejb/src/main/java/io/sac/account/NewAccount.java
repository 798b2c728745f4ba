package io.sac.account;

import org.jspecify.annotations.Nullable;

/** Who wants an account. */
public record NewAccount(
        Username username, @Nullable Email email, @Nullable String displayName) {
    public static NewAccount of(String username, @Nullable String email, @Nullable String displayName) {
        return new NewAccount(
                Username.of(username), email == null || email.isBlank() ? null : Email.of(email), displayName);
    }
}
