package io.sac.objectstore.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.objectstore.ObjectKey;
import io.sac.platform.persistence.TestSql;
import io.sac.testing.DatabaseExtension;
import io.sac.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class SqlStoredObjectRepositoryIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final TestSql sql;
    private final SqlStoredObjectRepository objects;

    SqlStoredObjectRepositoryIT(TestDatabase database) {
        sql = new TestSql(database::connect);
        objects = new SqlStoredObjectRepository(sql);
        database.execute("delete from stored_object");
    }

    private ObjectKey intended(Instant at) {
        ObjectKey key = ObjectKey.of(UUID.randomUUID());
        objects.intend(key, at);
        return key;
    }

    @Test
    void confirmShouldFailOnceTheSweepHasGivenTheIntentUp() {
        ObjectKey slow = intended(NOW.minusSeconds(100));
        ObjectKey fast = intended(NOW);
        assertThat(objects.doomIntents(NOW.minusSeconds(10), NOW, 10)).isEqualTo(1);
        assertThat(objects.confirm(slow, NOW)).isFalse();
        assertThat(objects.confirm(fast, NOW)).isTrue();
        assertThat(objects.stored(null, 10)).containsExactly(fast);
    }

    @Test
    void giveUpShouldNotTouchAConfirmedObject() {
        ObjectKey key = intended(NOW);
        objects.confirm(key, NOW);
        objects.giveUp(key, NOW);
        assertThat(objects.stored(null, 10)).containsExactly(key);
    }

    @Test
    void claimedObjectsShouldNotBeClaimedAgainForAWhile() {
        ObjectKey key = intended(NOW);
        objects.giveUp(key, NOW);
        assertThat(objects.claimDoomed(NOW, NOW, 10)).isEmpty();
        assertThat(objects.claimDoomed(NOW.plusSeconds(1), NOW.plusSeconds(60), 10))
                .containsExactly(key);
        assertThat(objects.claimDoomed(NOW.plusSeconds(30), NOW.plusSeconds(61), 10))
                .isEmpty();
        assertThat(objects.claimDoomed(NOW.plusSeconds(61), NOW.plusSeconds(90), 10))
                .containsExactly(key);
        objects.forget(List.of(key));
        assertThat(objects.known(List.of(key))).isEmpty();
    }
}
