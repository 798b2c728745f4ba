package io.sac.launcher;

import io.sac.launcher.postgres.Database;
import io.sac.launcher.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;

/** The commands of the launcher on one SAC_HOME. */
final class Launcher {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private final Map<String, String> environment;
    private final LauncherSettings settings;
    private final Home home;
    private final Product product;
    private final Optional<ProductBuild> build;

    private Launcher(
            Map<String, String> environment, LauncherSettings settings, Product product, Optional<ProductBuild> build) {
        this.environment = environment;
        this.settings = settings;
        this.home = new Home(settings.home());
        this.product = product;
        this.build = build;
    }

    static Launcher of(Map<String, String> environment, Path project) {
        Optional<ProductBuild> build = Optional.ofNullable(System.getProperty("sac.maven"))
                .filter(maven -> !maven.isBlank())
                .map(maven -> new ProductBuild(project, Path.of(maven)));
        return new Launcher(environment, LauncherSettings.of(environment, project), Product.of(project), build);
    }

    /** Starts everything and stays until it is told to end. */
    void run() {
        home.prepare(version());
        try {
            HomeLock lock = HomeLock.take(home);
            lock.begin();
            ProcessMark.write(home.launcherMark(), ProcessHandle.current());
            if (LibertyServer.endOrphan(home)) {
                System.out.println("A server that was left behind has been ended.");
            }
            refuseTakenPort();
            build.ifPresent(b -> b.bringUpToDate(product));
            var running = new RunningSac(home, settings, lock);
            Runtime.getRuntime().addShutdownHook(new Thread(running::end, "end of SAC"));
            Database database = running.database(this::startDatabase);
            migrate(database);
            home.stamp(version());
            var server = new LibertyServer(home, product, settings);
            running.learnToStart(server, this::serverVariables);
            running.serve(server, this::serverVariables, () -> announce(database));
        } catch (IOException e) {
            throw new LauncherException(
                    ExitCode.HOME, "SAC_HOME " + home.root() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The server in Liberty's dev mode, which serves an edit a few seconds later. */
    void dev() {
        home.prepare(version());
        ProductBuild checkout = build.orElseThrow(
                () -> new LauncherException(ExitCode.BUILD, "Dev mode needs a checkout and Maven on the PATH."));
        try {
            HomeLock lock = HomeLock.take(home);
            lock.begin();
            LibertyServer.endOrphan(home);
            refuseTakenPort();
            checkout.bringUpToDate(product);
            var running = new RunningSac(home, settings, lock);
            Runtime.getRuntime().addShutdownHook(new Thread(running::end, "end of SAC"));
            Database database = running.database(this::startDatabase);
            migrate(database);
            SetupLink.issue(database, settings.address(), home.setupLink())
                    .ifPresent(link -> System.out.println("Create the administrator here: " + link.url()));
            checkout.dev(serverVariables(database));
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "Dev mode ended: " + e.getMessage(), e);
        }
    }

    /** Brings the schema up to date and ends. */
    void migrate() {
        home.prepare(version());
        build.ifPresent(b -> b.bringUpToDate(product));
        withDatabase(database -> {
            int applied = migrate(database);
            System.out.println(applied == 0 ? "The schema is up to date." : "Migrations applied: " + applied + ".");
        });
    }

    /** Prints a fresh set-up link. */
    void setupLink() {
        home.prepare(version());
        withDatabase(database -> {
            SetupLink link = SetupLink.issue(database, settings.address(), home.setupLink())
                    .orElseThrow(() -> new LauncherException(
                            ExitCode.FAILED, "SAC has an administrator already, so there is no set-up link."));
            System.out.println(link.url());
        });
    }

    /** Ends server, PostgreSQL and every agent of this SAC_HOME. */
    void stop() {
        try {
            Optional<ProcessHandle> launcher =
                    ProcessMark.read(home.launcherMark()).flatMap(ProcessMark::alive);
            launcher.ifPresent(process -> Processes.endWithoutAgents(process, STOP_LIMIT));
            boolean server = LibertyServer.endOrphan(home);
            int agents = new SidecarFolder(home).stopAll();
            Optional<EmbeddedPostgres> postgres = EmbeddedPostgres.find(home.postgres());
            postgres.ifPresent(EmbeddedPostgres::stop);
            boolean something = launcher.isPresent() || server || postgres.isPresent() || agents > 0;
            System.out.println(
                    something
                            ? "SAC has stopped" + (agents > 0 ? ", and " + agents + " agents with it." : ".")
                            : "SAC was not running.");
        } catch (IOException e) {
            throw new LauncherException(
                    ExitCode.HOME, "SAC_HOME " + home.root() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void withDatabase(java.util.function.Consumer<Database> work) {
        Optional<Database> external = settings.externalDatabase();
        if (external.isPresent()) {
            requireReachable(external.get());
            work.accept(external.get());
            return;
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.startOrAdopt(home.postgres(), List.of());
        try {
            work.accept(postgres.database());
        } finally {
            if (!postgres.adopted()) {
                postgres.stop();
            }
        }
    }

    private RunningSac.DatabaseInUse startDatabase() {
        if (settings.externalDatabase().isPresent()) {
            Database database = settings.externalDatabase().get();
            requireReachable(database);
            return new RunningSac.DatabaseInUse(database, Optional.empty());
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.startOrAdopt(home.postgres(), List.of());
        return new RunningSac.DatabaseInUse(postgres.database(), Optional.of(postgres));
    }

    private static void requireReachable(Database database) {
        try (Connection connection = database.connect()) {
            connection.isValid(5);
        } catch (SQLException e) {
            throw new LauncherException(
                    ExitCode.DATABASE, "The database " + database + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private int migrate(Database database) {
        try (var migrations =
                new URLClassLoader(new URL[] {product.services().toUri().toURL()}, Launcher.class.getClassLoader())) {
            return Migration.migrate(database, migrations);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new LauncherException(ExitCode.FAILED, "The migrations cannot be read: " + e.getMessage(), e);
        }
    }

    private void announce(Database database) {
        // In one piece: whoever reads the first line to know that SAC is ready has the link, too.
        String link = SetupLink.issue(database, settings.address(), home.setupLink())
                .map(issued -> System.lineSeparator() + "Create the administrator here: " + issued.url())
                .orElse("");
        System.out.println("SAC is ready: " + settings.address() + link);
    }

    private void refuseTakenPort() {
        if (!FreePort.isFree(settings.bind(), settings.port())) {
            throw new LauncherException(
                    ExitCode.PORT_TAKEN,
                    "Port %d on %s is taken by another program; stop it or set API_GATEWAY_PORT to another port."
                            .formatted(settings.port(), settings.bind()));
        }
    }

    private Map<String, String> serverVariables(Database database) throws IOException {
        Map<String, String> variables = new HashMap<>();
        variables.put("DB_HOST", database.host());
        variables.put("DB_PORT", Integer.toString(database.port()));
        variables.put("DB_NAME", database.name());
        variables.put("DB_USER", database.user());
        variables.put("DB_PASSWORD", database.password());
        variables.put("API_GATEWAY_PORT", Integer.toString(settings.port()));
        variables.put("SAC_BIND", settings.bind());
        variables.put("SAC_HOME", home.root().toString());
        variables.put("SAC_INSTALLATION_ID", home.installationId());
        variables.put("SAC_INTERNAL_PORT", Integer.toString(internalPort()));
        Path jars = new SidecarFolder(home).install(product.sidecarJars());
        variables.put("SAC_SIDECAR_JARS", jars.toString());
        if (!environment.containsKey("SAC_KEYS_FILE") && !environment.containsKey("SAC_KEYS")) {
            variables.put("SAC_KEYS_FILE", home.keysFile().toString());
        }
        variables.put("keystore_password", keyStorePassword());
        variables.putAll(ServerLogging.variables(environment));
        return variables;
    }

    /** Liberty's own key files want one, though nothing of SAC is in them. */
    private String keyStorePassword() throws IOException {
        Path file = home.keys().resolve("keystore.properties");
        if (!Files.exists(file)) {
            SecretFile.write(file, Map.of("password", SecretFile.random(24)));
        }
        return SecretFile.require(SecretFile.read(file), "password", file);
    }

    private int internalPort() throws IOException {
        int port = FreePort.keptIn(home.internalPortFile());
        if (port == settings.port() || !FreePort.isFree("127.0.0.1", port)) {
            // Sidecars learn the new one from their server file.
            Files.deleteIfExists(home.internalPortFile());
            port = FreePort.keptIn(home.internalPortFile());
        }
        return port;
    }

    private static String version() {
        return ResourceBundle.getBundle("io.sac.launcher.version").getString("version");
    }
}
