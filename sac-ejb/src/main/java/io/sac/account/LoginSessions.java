package io.sac.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The sign-ins that are stored. */
public interface LoginSessions {
    void add(LoginSession session);

    /** Locked, so that two tabs that refresh at once go one after the other. */
    Optional<LoginSession> lock(UUID id);

    /** The living ones of a user, last used first. */
    List<LoginSession> ofUser(long userId, Instant now);

    /** Ends all of a user's sign-ins but this one. */
    void endOthers(long userId, UUID except, Instant now);

    /** Those of the given sign-ins that are still good, for whoever keeps a connection open for one. */
    Set<UUID> alive(Set<UUID> ids, Instant now);

    int removeExpired(Instant before, int limit);
}
