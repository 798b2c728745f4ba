package io.sac.account;

import io.sac.access.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The users that are stored. */
public interface Users {
    /** Stores a new one; refuses a name or an address that somebody has. */
    void add(AppUser user);

    Optional<AppUser> find(long id);

    /** By user name, or by e-mail address when it holds an @. */
    Optional<AppUser> findByLogin(String login);

    boolean emailIsTaken(Email email, long exceptUserId);

    boolean hasAdministrator();

    /** Users in the order of their ids after the given one, with the number of their agents. */
    List<UserDetails> page(long afterId, int limit, @Nullable String text);

    /** Who acts in this sign-in, while both it and the account are good. */
    Optional<Principal> principal(long userId, UUID loginSession, Instant now);
}
