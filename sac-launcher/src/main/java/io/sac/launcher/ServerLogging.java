package io.sac.launcher;

import java.util.Locale;
import java.util.Map;

/** How {@code LOG_LEVEL} and {@code LOG_FORMAT} are said to the server. */
final class ServerLogging {
    private ServerLogging() {}

    static Map<String, String> variables(Map<String, String> environment) {
        String level = environment.getOrDefault("LOG_LEVEL", "info").strip().toLowerCase(Locale.ROOT);
        String format = environment.getOrDefault("LOG_FORMAT", "text").strip().toLowerCase(Locale.ROOT);
        return Map.of(
                "SAC_LOG_LEVEL",
                switch (level) {
                    case "error", "fatal" -> "ERROR";
                    case "warn", "warning" -> "WARNING";
                    default -> "INFO";
                },
                "SAC_TRACE",
                switch (level) {
                    case "debug" -> "*=info:io.sac.*=fine";
                    case "trace" -> "*=info:io.sac.*=finest";
                    default -> "*=info";
                },
                "SAC_LOG_FORMAT",
                format.equals("json") ? "json" : "simple");
    }
}
