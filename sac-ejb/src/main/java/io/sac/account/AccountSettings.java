package io.sac.account;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How long tokens live and how often one may try. */
@Dependent
public class AccountSettings {
    private static final Duration LONGEST_ACCESS = Duration.ofMinutes(15);

    private final Duration accessTokenLife;
    private final Duration idle;
    private final Duration greatestAge;
    private final int attemptsPerAccount;
    private final Duration accountWindow;
    private final int attemptsPerAddress;
    private final Duration addressWindow;
    private final int bcryptCost;

    @Inject
    public AccountSettings(
            @ConfigProperty(name = "sac.account.access-token-life") Duration accessTokenLife,
            @ConfigProperty(name = "sac.account.idle") Duration idle,
            @ConfigProperty(name = "sac.account.greatest-age") Duration greatestAge,
            @ConfigProperty(name = "sac.account.attempts-per-account") int attemptsPerAccount,
            @ConfigProperty(name = "sac.account.account-window") Duration accountWindow,
            @ConfigProperty(name = "sac.account.attempts-per-address") int attemptsPerAddress,
            @ConfigProperty(name = "sac.account.address-window") Duration addressWindow,
            @ConfigProperty(name = "sac.account.bcrypt-cost") int bcryptCost) {
        if (accessTokenLife.compareTo(LONGEST_ACCESS) > 0 || accessTokenLife.isNegative() || accessTokenLife.isZero()) {
            throw new IllegalArgumentException(
                    "sac.account.access-token-life must be more than nothing, at most PT15M");
        }
        if (bcryptCost < 12) {
            throw new IllegalArgumentException("sac.account.bcrypt-cost must be 12 or more");
        }
        this.accessTokenLife = accessTokenLife;
        this.idle = idle;
        this.greatestAge = greatestAge;
        this.attemptsPerAccount = attemptsPerAccount;
        this.accountWindow = accountWindow;
        this.attemptsPerAddress = attemptsPerAddress;
        this.addressWindow = addressWindow;
        this.bcryptCost = bcryptCost;
    }

    public Duration accessTokenLife() {
        return accessTokenLife;
    }

    /** A sign-in that is not used for so long ends. */
    public Duration idle() {
        return idle;
    }

    /** A sign-in ends at this age at the latest. */
    public Duration greatestAge() {
        return greatestAge;
    }

    public int attemptsPerAccount() {
        return attemptsPerAccount;
    }

    public Duration accountWindow() {
        return accountWindow;
    }

    public int attemptsPerAddress() {
        return attemptsPerAddress;
    }

    public Duration addressWindow() {
        return addressWindow;
    }

    public int bcryptCost() {
        return bcryptCost;
    }
}
