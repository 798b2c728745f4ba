package io.sac.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The sweeps that the configuration knows. */
final class Sweeps {
    private static final String PREFIX = "sac.sweep.";
    private static final String SUFFIX = ".interval";

    private Sweeps() {}

    static Set<String> names() {
        Properties configuration = new Properties();
        try (InputStream file = Sweeps.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            configuration.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> names = new TreeSet<>();
        for (String key : configuration.stringPropertyNames()) {
            if (key.startsWith(PREFIX) && key.endsWith(SUFFIX)) {
                names.add(key.substring(PREFIX.length(), key.length() - SUFFIX.length()));
            }
        }
        return names;
    }
}
