package io.sac.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.account.AccountSettings;
import io.sac.event.EventSettings;
import io.sac.harness.HarnessSettings;
import io.sac.objectstore.s3.S3Settings;
import io.sac.output.OutputSettings;
import io.sac.terminal.TerminalSettings;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each settings class works with the defaults, and each key reaches its own method and no other. */
class SettingsTest {

    static Stream<Arguments> settings() throws ClassNotFoundException {
        return Stream.of(
                Arguments.of(ServerSettings.class, """
                        SAC_HOME home
                        SAC_INSTALLATION_ID installationId
                        SAC_BIND bind
                        API_GATEWAY_PORT port
                        SAC_INTERNAL_PORT internalPort
                        SAC_REPLICAS replicas
                        SAC_PUBLIC_URL publicUrl
                        SAC_TRUSTED_PROXIES trustedProxies"""),
                Arguments.of(AccountSettings.class, """
                        sac.account.access-token-life accessTokenLife
                        sac.account.idle idle
                        sac.account.greatest-age greatestAge
                        sac.account.attempts-per-account attemptsPerAccount
                        sac.account.account-window accountWindow
                        sac.account.attempts-per-address attemptsPerAddress
                        sac.account.address-window addressWindow
                        sac.account.bcrypt-cost bcryptCost"""),
                Arguments.of(EventSettings.class, """
                        SAC_EVENT_BUS bus
                        sac.event.streams-per-user streamsPerUser
                        sac.event.tick tick
                        sac.event.keep-alive keepAlive"""),
                Arguments.of(TerminalSettings.class, """
                        sac.terminal.connections-per-user connectionsPerUser
                        sac.terminal.warm-up warmUp"""),
                Arguments.of(OutputSettings.class, """
                        sac.output.upload-timeout uploadTimeout
                        sac.output.doomed-grace doomedGrace
                        sac.output.tombstone-memory tombstoneMemory
                        sac.output.link-lifetime linkLifetime"""),
                Arguments.of(S3Settings.class, """
                        sac.object-store.s3.endpoint endpoint
                        sac.object-store.s3.region region
                        sac.object-store.s3.bucket bucket
                        sac.object-store.s3.prefix prefix
                        sac.object-store.s3.access-key accessKey
                        sac.object-store.s3.secret-key secretKey
                        sac.object-store.s3.path-style pathStyle
                        sac.object-store.s3.part-bytes partBytes
                        sac.object-store.s3.concurrent-uploads concurrentUploads"""),
                Arguments.of(HarnessSettings.class, "SAC_NPM_REGISTRY registry"),
                Arguments.of(Class.forName("io.sac.agent.local.LocalSettings"), """
                        SAC_SIDECAR_JARS sidecarJars
                        SAC_AGENT_MEMORY_BYTES memoryBytes
                        SAC_AGENT_PROCESSES processes
                        SAC_AGENT_START_TIMEOUT startTimeout"""),
                Arguments.of(io.sac.outbound.OutboundSettings.class, "NODE_EXTRA_CA_CERTS extraAuthorities"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void defaultsShouldBeTaken(Class<?> type, String table) throws Exception {
        Map<String, Object> values = values(make(type, defaults()));

        assertThat(values).doesNotContainValue(null).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void eachKeyShouldReachItsMethodAlone(Class<?> type, String table) throws Exception {
        Map<String, Object> before = values(make(type, defaults()));
        for (Map.Entry<String, String> line : keys(table).entrySet()) {
            Map<String, String> changed = defaults();
            changed.put(line.getKey(), other(type, line.getKey(), changed.get(line.getKey())));

            Map<String, Object> after = values(make(type, changed));

            assertThat(after.keySet().stream().filter(name -> !after.get(name).equals(before.get(name))))
                    .as(line.getKey())
                    .containsExactly(line.getValue());
        }
    }

    private static Map<String, String> keys(String table) {
        Map<String, String> keys = new LinkedHashMap<>();
        table.lines().map(line -> line.split(" ")).forEach(pair -> keys.put(pair[0], pair[1]));
        return keys;
    }

    private static Map<String, String> defaults() throws IOException {
        Properties file = new Properties();
        try (InputStream in = SettingsTest.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
            file.load(in);
        }
        Map<String, String> values = new HashMap<>();
        file.stringPropertyNames().forEach(name -> values.put(name, file.getProperty(name)));
        return values;
    }

    private static Object make(Class<?> type, Map<String, String> from) throws Exception {
        Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
                .filter(each -> each.isAnnotationPresent(Inject.class))
                .findFirst()
                .orElseThrow();
        Object[] arguments = new Object[constructor.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            Parameter parameter = constructor.getParameters()[i];
            ConfigProperty key = parameter.getAnnotation(ConfigProperty.class);
            if (key != null) {
                arguments[i] = convert(parameter.getParameterizedType(), key.name(), from.get(key.name()));
            } else if (parameter.getType() == ServerSettings.class) {
                arguments[i] = make(ServerSettings.class, from);
            }
        }
        return constructor.newInstance(arguments);
    }

    private static Object convert(Type type, String name, String value) {
        if (type instanceof ParameterizedType generic) {
            Type inner = generic.getActualTypeArguments()[0];
            return generic.getRawType() == Optional.class
                    ? Optional.ofNullable(value).map(text -> convert(inner, name, text))
                    : List.of(value.split(","));
        }
        assertThat(value).as(name + " has a default").isNotNull();
        return switch (((Class<?>) type).getSimpleName()) {
            case "int" -> Integer.valueOf(value);
            case "long" -> Long.valueOf(value);
            case "boolean" -> Boolean.valueOf(value);
            case "Duration" -> Duration.parse(value);
            case "URI" -> URI.create(value);
            default -> value;
        };
    }

    private static String other(Class<?> type, String key, String now) {
        Type wanted = Arrays.stream(type.getDeclaredConstructors())
                .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                .filter(parameter -> parameter.isAnnotationPresent(ConfigProperty.class)
                        && parameter.getAnnotation(ConfigProperty.class).name().equals(key))
                .findFirst()
                .orElseThrow()
                .getParameterizedType();
        return switch (wanted.getTypeName()) {
            case "int", "long" -> "7000000";
            case "boolean" -> String.valueOf(!Boolean.parseBoolean(now));
            case "java.time.Duration" -> "PT7M";
            default -> wanted.getTypeName().contains("URI") ? "http://other:1/" : "other/";
        };
    }

    /** What every method without parameters says. */
    private static Map<String, Object> values(Object settings) throws Exception {
        Map<String, Object> values = new TreeMap<>();
        for (Method method : settings.getClass().getDeclaredMethods()) {
            boolean ofObject = List.of("toString", "hashCode").contains(method.getName());
            if (method.getParameterCount() == 0 && !ofObject && !method.isSynthetic()) {
                method.setAccessible(true);
                values.put(method.getName(), method.invoke(settings));
            }
        }
        return values;
    }
}
