package io.sac.account;

import io.sac.event.ReaderCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;

/** Tells event streams whose sign-in has ended. */
@ApplicationScoped
public class StreamReaders implements ReaderCheck {
    private final SignIns signIns;

    @Inject
    public StreamReaders(SignIns signIns) {
        this.signIns = signIns;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected StreamReaders() {
        this(null);
    }

    @Override
    public Set<UUID> alive(Set<UUID> loginSessions) {
        return signIns.alive(loginSessions);
    }
}
