package io.sac.wiring;

import io.sac.launcher.FreePort;
import io.sac.testing.TestDatabase;
import io.sac.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Prepares what Arquillian starts, before it does: the built server with SAC's own configuration, a database of its
 * own, and the few values that differ.
 */
public final class WiringServer implements LauncherSessionListener {
    private static final Path BUILT =
            Path.of("../sac-ear/target/liberty/wlp").toAbsolutePath().normalize();
    private static final Path USER = Path.of("target/usr").toAbsolutePath();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        try {
            Path server = Files.createDirectories(USER.resolve("servers/sac-wiring"));
            int port = FreePort.any();
            copy(BUILT.resolve("usr/servers/sac/jdbc/postgresql.jar"), server.resolve("jdbc/postgresql.jar"));
            copy(BUILT.resolve("usr/servers/sac/jvm.options"), server.resolve("jvm.options"));
            Files.writeString(server.resolve("server.xml"), withoutApplication());
            Files.writeString(server.resolve("server.env"), "JAVA_HOME=" + System.getProperty("java.home") + "\n");
            Files.createDirectories(server.resolve("configDropins/overrides"));
            Files.writeString(
                    server.resolve("configDropins/overrides/wiring.xml"),
                    overrides(variables(TestServer.start().freshDatabase(), port)));
            System.setProperty("sac.wiring.wlp", BUILT.toString());
            System.setProperty("sac.wiring.usr", USER.toString());
            System.setProperty("sac.wiring.port", Integer.toString(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The configuration as it is shipped; Arquillian brings the application. */
    private static String withoutApplication() throws IOException {
        String shipped = Files.readString(BUILT.resolve("usr/servers/sac/server.xml"));
        String own = shipped.replaceFirst("<enterpriseApplication [^>]*/>", "");
        if (own.equals(shipped)) {
            throw new IllegalStateException("server.xml names its application in a way that is not known here");
        }
        return own;
    }

    private static Map<String, String> variables(TestDatabase database, int port) throws IOException {
        Path home = Files.createDirectories(USER.resolve("home"));
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DB_HOST", database.database().host());
        variables.put("DB_PORT", Integer.toString(database.database().port()));
        variables.put("DB_NAME", database.database().name());
        variables.put("DB_USER", database.user());
        variables.put("DB_PASSWORD", database.password());
        variables.put("API_GATEWAY_PORT", Integer.toString(port));
        variables.put("SAC_INTERNAL_PORT", Integer.toString(FreePort.any()));
        variables.put("SAC_HOME", home.toString());
        variables.put("JWT_SECRET", "a secret of this test run alone");
        variables.put("keystore_password", "of this test run");
        variables.put("SAC_RUNTIME", "witness");
        variables.put("SAC_APP_UPDATES", "polled");
        for (String sweep : Sweeps.names()) {
            variables.put("sac.sweep." + sweep + ".interval", "PT1S");
        }
        return variables;
    }

    private static String overrides(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(entry -> "  <variable name=\"%s\" value=\"%s\"/>\n".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("", """
                        <server>
                          <featureManager><feature>localConnector-1.0</feature></featureManager>
                          <applicationMonitor dropinsEnabled="true" pollingRate="200ms"/>
                          <applicationManager autoExpand="false" startTimeout="120s"/>
                        """, "</server>\n"));
    }
}
