package io.sac.account;

import io.sac.account.RefreshFamily.Verdict;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One place where somebody is signed in: a family of refresh tokens. It ends by signing out, by being left unused, at
 * its greatest age, or when a token comes back that was good long ago.
 */
@Entity
@Table(name = "login_session")
public class LoginSession {
    @Id
    private UUID id = new UUID(0, 0);

    private long userId;
    private int refreshNumber;
    private String recentUses = "";
    private @Nullable String userAgent;
    private @Nullable String address;
    private Instant createdAt = Instant.EPOCH;
    private Instant lastUsedAt = Instant.EPOCH;
    private Instant expiresAt = Instant.EPOCH;
    private @Nullable Instant endedAt;

    protected LoginSession() {}

    public static LoginSession begin(UUID id, long userId, Visitor visitor, Instant now, Duration idle) {
        LoginSession session = new LoginSession();
        session.id = id;
        session.userId = userId;
        session.refreshNumber = 1;
        session.userAgent = visitor.userAgent();
        session.address = visitor.address();
        session.createdAt = now;
        session.lastUsedAt = now;
        session.expiresAt = now.plus(idle);
        return session;
    }

    /** Judges a token of this family and, when it is good, moves on; an old one ends the whole family. */
    public Verdict present(int number, Visitor visitor, Instant now, Duration idle, Duration greatestAge) {
        if (!isAlive(now)) {
            return Verdict.ENDED;
        }
        RefreshFamily family = RefreshFamily.of(refreshNumber, recentUses);
        Verdict verdict = family.present(number, now);
        if (verdict == Verdict.REPLAYED) {
            end(now);
            return verdict;
        }
        this.refreshNumber = family.current();
        this.recentUses = family.recentUses(now);
        this.lastUsedAt = now;
        this.address = visitor.address();
        Instant idleEnd = now.plus(idle);
        Instant lastEnd = createdAt.plus(greatestAge);
        this.expiresAt = idleEnd.isBefore(lastEnd) ? idleEnd : lastEnd;
        return verdict;
    }

    public void end(Instant now) {
        if (endedAt == null) {
            this.endedAt = now;
        }
    }

    public boolean isAlive(Instant now) {
        return endedAt == null && now.isBefore(expiresAt);
    }

    public UUID id() {
        return id;
    }

    public long userId() {
        return userId;
    }

    public int refreshNumber() {
        return refreshNumber;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public LoginSessionDetails details(boolean current) {
        return new LoginSessionDetails(id, current, userAgent, address, createdAt, lastUsedAt);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoginSession session && id.equals(session.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
