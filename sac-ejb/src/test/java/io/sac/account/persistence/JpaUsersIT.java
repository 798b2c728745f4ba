package io.sac.account.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sac.access.Role;
import io.sac.account.AppUser;
import io.sac.account.Email;
import io.sac.account.LoginSession;
import io.sac.account.Username;
import io.sac.account.Visitor;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JpaUsersIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");
    private static final Visitor VISITOR = new Visitor("192.0.2.7", "test");

    private final TestDatabase database;
    private final EntityManagerFactory factory;
    private EntityManager entities;
    private JpaUsers users;
    private JpaLoginSessions sessions;

    JpaUsersIT(TestDatabase database) {
        this.database = database;
        this.factory = Persistence.createEntityManagerFactory("sac", database.persistenceProperties());
    }

    @BeforeEach
    void begin() {
        database.execute("delete from app_user");
        entities = factory.createEntityManager();
        entities.getTransaction().begin();
        users = new JpaUsers();
        users.entities = entities;
        sessions = new JpaLoginSessions();
        sessions.entities = entities;
    }

    @AfterEach
    void end() {
        if (entities.getTransaction().isActive()) {
            entities.getTransaction().rollback();
        }
        entities.close();
    }

    @Test
    void userShouldBeFoundByNameAndByAddressInAnyCase() {
        AppUser ada = add("Ada", "Ada@Example.org", Role.USER);

        assertThat(users.findByLogin("ADA")).contains(ada);
        assertThat(users.findByLogin("ada@example.ORG")).contains(ada);
        assertThat(users.findByLogin("bob")).isEmpty();
        assertThat(users.hasAdministrator()).isFalse();
        add("root", null, Role.ADMIN);
        assertThat(users.hasAdministrator()).isTrue();
    }

    @Test
    void secondUserOfTheSameNameOrAddressShouldBeRefused() {
        add("Ada", "ada@example.org", Role.USER);

        assertThatThrownBy(() -> add("aDA", null, Role.USER))
                .isInstanceOfSatisfying(
                        SacException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.USERNAME_TAKEN));
    }

    @Test
    void pageShouldGoOnAfterTheLastIdAndFindText() {
        AppUser ada = add("ada", null, Role.USER);
        AppUser bob = add("bob", null, Role.USER);

        assertThat(users.page(0, 1, null)).extracting("username").containsExactly("ada");
        assertThat(users.page(ada.id(), 10, null)).extracting("id").containsExactly(bob.id());
        assertThat(users.page(0, 10, "BO")).extracting("username").containsExactly("bob");
        assertThat(users.page(0, 10, "%")).isEmpty();
    }

    @Test
    void principalShouldEndWithTheSignInAndWithTheAccount() {
        AppUser ada = add("ada", null, Role.ADMIN);
        LoginSession session = LoginSession.begin(UUID.randomUUID(), ada.id(), VISITOR, NOW, Duration.ofDays(1));
        sessions.add(session);
        entities.flush();

        assertThat(users.principal(ada.id(), session.id(), NOW))
                .hasValueSatisfying(principal -> assertThat(principal.role()).isEqualTo(Role.ADMIN));
        assertThat(users.principal(ada.id() + 1, session.id(), NOW)).isEmpty();
        assertThat(users.principal(ada.id(), session.id(), NOW.plus(Duration.ofDays(1))))
                .isEmpty();
        assertThat(sessions.alive(Set.of(session.id(), UUID.randomUUID()), NOW)).containsExactly(session.id());

        ada.disable(NOW);
        entities.flush();
        assertThat(users.principal(ada.id(), session.id(), NOW)).isEmpty();
        ada.enable(NOW);
        sessions.endOthers(ada.id(), UUID.randomUUID(), NOW);
        entities.clear();
        assertThat(users.principal(ada.id(), session.id(), NOW)).isEmpty();
        assertThat(sessions.removeExpired(NOW.plusSeconds(1), 10)).isEqualTo(1);
    }

    private AppUser add(String name, @Nullable String email, Role role) {
        AppUser user = AppUser.create(
                Username.of(name), email == null ? null : Email.of(email), null, role, "not a hash", NOW);
        users.add(user);
        return user;
    }
}
