package io.sac.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Something about this server that is well or not; every bean of this type is asked. */
public interface HealthProbe {
    /** What is asked, as it stands in the health answer. */
    String name();

    /** To which of the three questions it belongs. */
    default Set<Kind> kinds() {
        return Set.of(Kind.READY);
    }

    /** Asks now; an exception counts as not well. */
    Result check();

    /** Whether the server has started, should be left alive, may be given requests. */
    enum Kind {
        STARTED,
        LIVE,
        READY
    }

    /** The answer, with what an operator wants to know; never a secret. */
    record Result(boolean up, Map<String, Object> data) {
        public Result {
            data = Map.copyOf(data);
        }

        public static Result well() {
            return new Result(true, Map.of());
        }

        public static Result down(String reason) {
            return new Result(false, Map.of("reason", reason));
        }

        /** Down for as long as the settings are as they are: the launcher prints the sentence and gives up. */
        public static Result refused(String sentence) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("refused", sentence);
            return new Result(false, data);
        }
    }
}
