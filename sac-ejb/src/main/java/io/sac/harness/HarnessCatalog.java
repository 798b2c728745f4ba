package io.sac.harness;

import io.sac.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The agent programs that can be chosen: every descriptor that {@code harnesses/index.json} names. */
@ApplicationScoped
public class HarnessCatalog {
    /** What SAC, the terminal or the loader of programs decide, whatever program runs. */
    private static final List<String> ALWAYS_RESERVED = List.of(
            "SAC_*",
            "PATH",
            "HOME",
            "SHELL",
            "USER",
            "LOGNAME",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "TERM",
            "COLORTERM",
            "COLUMNS",
            "LINES",
            "LANG",
            "LC_*",
            "LD_*",
            "DYLD_*",
            "BASH_ENV",
            "ENV",
            "IFS",
            "NODE_OPTIONS",
            "BUN_OPTIONS",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "PYTHONSTARTUP",
            "PERL5OPT",
            "RUBYOPT");

    private final List<HarnessDescriptor> all;

    public HarnessCatalog() {
        JsonMapper json = Json.mapper();
        List<HarnessDescriptor> found = new ArrayList<>();
        for (String id : read(json, "index", String[].class)) {
            HarnessDescriptor descriptor = read(json, id, HarnessDescriptor.class);
            if (!descriptor.id().equals(id)) {
                throw new IllegalStateException("harnesses/" + id + ".json describes " + descriptor.id());
            }
            found.add(descriptor);
        }
        all = List.copyOf(found);
    }

    private static <T> T read(JsonMapper json, String name, Class<T> type) {
        String path = "/harnesses/" + name + ".json";
        try (InputStream in = HarnessCatalog.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not in the archive");
            }
            return json.readValue(in, type);
        } catch (IOException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }

    public List<HarnessDescriptor> all() {
        return all;
    }

    public List<String> ids() {
        return all.stream().map(HarnessDescriptor::id).toList();
    }

    public Optional<HarnessDescriptor> find(String id) {
        return all.stream().filter(descriptor -> descriptor.id().equals(id)).findFirst();
    }

    /** Whether people may not set a variable of this name, for this program or, without one, for any. */
    public boolean isReserved(String name, @Nullable HarnessDescriptor descriptor) {
        List<HarnessDescriptor> concerned = descriptor == null ? all : List.of(descriptor);
        return Stream.concat(
                        ALWAYS_RESERVED.stream(), concerned.stream().flatMap(each -> each.reservedVariables().stream()))
                .anyMatch(pattern -> matches(pattern, name.toUpperCase(Locale.ROOT)));
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }
}
