package io.sac.account;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.BCrypt.Version;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with bcrypt and proves them; a password over bcrypt's 72 bytes is hashed with SHA-512 first. Only
 * as many hashes are worked on at once as there are processors, so that a rush of sign-ins cannot stop everything else.
 */
@ApplicationScoped
public class PasswordHashes {
    private static final int SHORTEST = 10;
    private static final int LONGEST = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int cost;
    private final Semaphore places =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);
    /** Nobody's hash, so that an unknown name takes as long as a known one. */
    private final String nobody;

    @Inject
    public PasswordHashes(AccountSettings settings) {
        this(settings.bcryptCost());
    }

    PasswordHashes(int cost) {
        this.cost = cost;
        this.nobody = hashNow("nobody's password");
    }

    protected PasswordHashes() { // for the client proxy
        this.cost = 0;
        this.nobody = "";
    }

    /** Refuses a password that is too short or too long; counts characters, not bytes. */
    public void requireAcceptable(String field, String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new InvalidRequestException(
                    field, "Use " + SHORTEST + " to " + LONGEST + " characters; a few words make a good password.");
        }
    }

    public String hash(String password) {
        return inTurn(() -> hashNow(password));
    }

    /** Whether the hash is this password's. Without a hash it takes as long, and says no. */
    public boolean matches(String password, @Nullable String hash) {
        boolean same =
                inTurn(() -> BCrypt.verifyer(Version.VERSION_2A, LongPasswordStrategies.hashSha512(Version.VERSION_2A))
                        .verify(bytes(password), (hash == null ? nobody : hash).getBytes(StandardCharsets.US_ASCII))
                        .verified);
        return same && hash != null;
    }

    private String hashNow(String password) {
        byte[] hash = BCrypt.with(LongPasswordStrategies.hashSha512(Version.VERSION_2A))
                .hash(cost, bytes(password));
        return new String(hash, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SacException(
                        ProblemType.BUSY,
                        "Too many people sign in at once. Please try again in a moment.",
                        PATIENCE,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SacException(ProblemType.BUSY, "SAC is stopping.", e);
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
