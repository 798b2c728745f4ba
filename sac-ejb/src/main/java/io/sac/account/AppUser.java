package io.sac.account;

import io.sac.access.Role;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person with an account. Made by set-up, by registration or by an administrator; disabled rather than deleted when
 * they leave, which ends their sign-ins at once.
 */
@Entity
@Table(name = "app_user")
public class AppUser {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String username = "";

    @SuppressWarnings("UnusedVariable") // queries read it
    private String usernameKey = "";

    private @Nullable String email;

    @SuppressWarnings("UnusedVariable") // queries read it
    private @Nullable String emailKey;

    private String displayName = "";
    private String role = "user";
    private String passwordHash = "";
    private @Nullable Instant disabledAt;
    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;

    @Version
    private int version;

    protected AppUser() {}

    public static AppUser create(
            Username username,
            @Nullable Email email,
            @Nullable String displayName,
            Role role,
            String passwordHash,
            Instant now) {
        AppUser user = new AppUser();
        user.username = username.value();
        user.usernameKey = username.key();
        user.setEmail(email);
        user.displayName = displayName == null || displayName.isBlank() ? username.value() : displayName.strip();
        user.role = role.wireName();
        user.passwordHash = passwordHash;
        user.createdAt = now;
        user.updatedAt = now;
        return user;
    }

    public void rename(String newDisplayName, Instant now) {
        this.displayName = newDisplayName.strip();
        this.updatedAt = now;
    }

    public void reachAt(@Nullable Email newEmail, Instant now) {
        setEmail(newEmail);
        this.updatedAt = now;
    }

    public void changePassword(String newHash, Instant now) {
        this.passwordHash = newHash;
        this.updatedAt = now;
    }

    public void disable(Instant now) {
        if (disabledAt == null) {
            this.disabledAt = now;
            this.updatedAt = now;
        }
    }

    public void enable(Instant now) {
        this.disabledAt = null;
        this.updatedAt = now;
    }

    private void setEmail(@Nullable Email newEmail) {
        this.email = newEmail == null ? null : newEmail.value();
        this.emailKey = newEmail == null ? null : newEmail.key();
    }

    public boolean isDisabled() {
        return disabledAt != null;
    }

    public long id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    public String username() {
        return username;
    }

    public Role role() {
        return Role.of(role);
    }

    public String passwordHash() {
        return passwordHash;
    }

    /** What the person and administrators see of it. */
    public UserDetails details() {
        return new UserDetails(id(), username, email, displayName, role(), createdAt, updatedAt, null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AppUser user && id != null && id.equals(user.id);
    }

    @Override
    public int hashCode() {
        return AppUser.class.hashCode();
    }
}
