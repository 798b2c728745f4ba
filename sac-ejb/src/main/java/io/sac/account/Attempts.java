package io.sac.account;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** How often somebody may be wrong: per account, whether there is one or not, and per address, an IPv6 network as one. */
@ApplicationScoped
public class Attempts {
    private static final int REGISTRATIONS_PER_ADDRESS = 200;

    private final RateLimits limits;
    private final AccountSettings settings;
    private final Clock clock;

    @Inject
    public Attempts(RateLimits limits, AccountSettings settings, Clock clock) {
        this.limits = limits;
        this.settings = settings;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected Attempts() {
        this(null, null, null);
    }

    /** Counts a registration from an address: many people may share one, but nobody needs hundreds of accounts. */
    public void registration(Visitor visitor) {
        take("registration:" + addressKey(visitor), REGISTRATIONS_PER_ADDRESS);
    }

    /** Counts an attempt from an address before it is judged, so that parallel ones count too. */
    public void fromAddress(Visitor visitor) {
        take(addressKey(visitor), settings.attemptsPerAddress());
    }

    public void onAccount(String login) {
        limits.take(accountKey(login), settings.attemptsPerAccount(), settings.accountWindow(), clock.instant())
                .ifPresent(wait -> {
                    throw new SacException(
                            ProblemType.ACCOUNT_LOCKED,
                            "There were too many wrong passwords for this account. Please wait a little.",
                            wait,
                            null);
                });
    }

    public void succeeded(Visitor visitor, String login) {
        limits.clear(accountKey(login));
        limits.giveBack(addressKey(visitor));
    }

    public void succeeded(Visitor visitor) {
        limits.giveBack(addressKey(visitor));
    }

    private void take(String key, int limit) {
        limits.take(key, limit, settings.addressWindow(), clock.instant()).ifPresent(wait -> {
            throw new SacException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "There were too many attempts from your address. Please wait a little.",
                    wait,
                    null);
        });
    }

    private static String accountKey(String login) {
        String folded = Username.fold(login);
        return "account:" + UUID.nameUUIDFromBytes(folded.getBytes(StandardCharsets.UTF_8));
    }

    private static String addressKey(Visitor visitor) {
        try {
            // An address, never a name: the web layer gives what the socket says.
            if (InetAddress.ofLiteral(visitor.address()) instanceof Inet6Address six) {
                return "address:" + HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), 8)) + "::/64";
            }
        } catch (IllegalArgumentException e) {
            return "address:unknown";
        }
        return "address:" + visitor.address();
    }
}
