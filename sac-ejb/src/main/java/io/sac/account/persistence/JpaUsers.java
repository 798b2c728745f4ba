package io.sac.account.persistence;

import io.sac.access.Principal;
import io.sac.access.Role;
import io.sac.account.AppUser;
import io.sac.account.Email;
import io.sac.account.UserDetails;
import io.sac.account.Username;
import io.sac.account.Users;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Users in {@code app_user}. */
@ApplicationScoped
public class JpaUsers implements Users {
    @PersistenceContext(unitName = "sac")
    EntityManager entities;

    @Override
    public void add(AppUser user) {
        try {
            entities.persist(user);
            entities.flush();
        } catch (ConstraintViolationException e) {
            if ("app_user_username_key_unique".equals(e.getConstraintName())) {
                throw new SacException(ProblemType.USERNAME_TAKEN, "Somebody has this user name. Choose another.", e);
            }
            if ("app_user_email_key_unique".equals(e.getConstraintName())) {
                throw new SacException(ProblemType.EMAIL_TAKEN, "Somebody uses this e-mail address.", e);
            }
            throw e;
        }
    }

    @Override
    public Optional<AppUser> find(long id) {
        return Optional.ofNullable(entities.find(AppUser.class, id));
    }

    @Override
    public Optional<AppUser> findByLogin(String login) {
        String column = login.contains("@") ? "emailKey" : "usernameKey";
        return entities.createQuery("select u from AppUser u where u." + column + " = :key", AppUser.class)
                .setParameter("key", Username.fold(login))
                .getResultStream()
                .findFirst();
    }

    @Override
    public boolean emailIsTaken(Email email, long exceptUserId) {
        return entities.createQuery(
                                "select count(u) from AppUser u where u.emailKey = :key and u.id <> :id", Long.class)
                        .setParameter("key", email.key())
                        .setParameter("id", exceptUserId)
                        .getSingleResult()
                > 0;
    }

    @Override
    public boolean hasAdministrator() {
        return entities.createQuery("select count(u) from AppUser u where u.role = 'admin'", Long.class)
                        .getSingleResult()
                > 0;
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<UserDetails> page(long afterId, int limit, @Nullable String text) {
        List<Object[]> rows = entities.createNativeQuery("""
                        select u.id, u.username, u.email, u.display_name, u.role, u.created_at, u.updated_at,
                               (select count(*) from agent a where a.owner_id = u.id)
                        from app_user u
                        where u.id > :after
                          and (cast(:text as text) is null
                               or strpos(lower(u.username || ' ' || u.display_name || ' ' || coalesce(u.email, '')),
                                         lower(cast(:text as text))) > 0)
                        order by u.id
                        limit :limit
                        """)
                .setParameter("after", afterId)
                .setParameter("text", text)
                .setParameter("limit", limit)
                .getResultList();
        return rows.stream()
                .map(row -> new UserDetails(
                        ((Number) row[0]).longValue(),
                        (String) row[1],
                        (String) row[2],
                        (String) row[3],
                        Role.of((String) row[4]),
                        (Instant) row[5],
                        (Instant) row[6],
                        ((Number) row[7]).intValue()))
                .toList();
    }

    @Override
    public Optional<Principal> principal(long userId, UUID loginSession, Instant now) {
        return entities.createQuery("""
                        select u.username, u.role from LoginSession s, AppUser u
                        where s.id = :session and s.userId = :user and u.id = s.userId
                          and s.endedAt is null and s.expiresAt > :now and u.disabledAt is null
                        """, Object[].class)
                .setParameter("session", loginSession)
                .setParameter("user", userId)
                .setParameter("now", now)
                .getResultStream()
                .findFirst()
                .map(row -> new Principal(
                        Principal.Kind.LOGIN, userId, (String) row[0], Role.of((String) row[1]), loginSession, null));
    }
}
