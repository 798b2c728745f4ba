package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {
    private final JsonMapper json = Json.mapper();

    enum State {
        NOT_READY,
        READY
    }

    record Thing(
            long id,
            String displayName,
            @Nullable String email,
            State state,
            Instant createdAt,
            List<String> names,
            Optional<UUID> sessionId) {}

    record Change(
            Patch<String> name,
            Patch<List<Integer>> numbers,
            @Nullable Boolean flag) {}

    @Test
    void writesSnakeCaseWithZerosAndWithoutWhatIsNotSet() {
        var thing = new Thing(
                0, "", null, State.NOT_READY, Instant.parse("2026-11-21T10:00:00Z"), List.of(), Optional.empty());

        assertThat(json.writeValueAsString(thing)).isEqualTo("""
                {"id":0,"display_name":"","state":"not_ready","created_at":"2026-11-21T10:00:00Z","names":[]}""");
        assertThat(json.readValue(json.writeValueAsString(thing), Thing.class)).isEqualTo(thing);
    }

    @Test
    void tellsAbsentFromNullFromValue() {
        Change change = json.readValue("{\"name\":null,\"numbers\":[1,2]}", Change.class);

        assertThat(change.name().clears()).isTrue();
        assertThat(change.numbers().value()).contains(List.of(1, 2));
        assertThat(json.readValue("{}", Change.class).name().isPresent()).isFalse();
    }

    @Test
    void refusesWhatDoesNotFit() {
        for (String bad : List.of(
                "{\"nam\":\"a\"}",
                "{\"name\":1}",
                "{\"name\":true}",
                "{\"numbers\":[1.5]}",
                "{\"numbers\":[\"1\"]}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{} {}",
                "[]",
                "{\"name\":")) {
            assertThatThrownBy(() -> json.readValue(bad, Change.class)).as(bad).isInstanceOf(JacksonException.class);
        }
    }

    @Test
    void saysWhereAnUnknownFieldStands() {
        record Inner(String name) {}
        record Outer(List<Inner> items) {}
        assertThatThrownBy(() -> json.readValue("{\"items\":[{\"name\":\"a\",\"x\":1}]}", Outer.class))
                .isInstanceOfSatisfying(
                        JacksonException.class, e -> assertThat(e.getPath()).hasSize(3));
    }

    @Test
    void writesTreesAsTheyAre() {
        JsonNode node = json.readTree("{\"a\":null,\"b\":0}");

        assertThat(json.writeValueAsString(node)).isEqualTo("{\"a\":null,\"b\":0}");
    }
}
