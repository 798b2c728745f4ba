package io.sac.launcher.postgres;

import io.sac.launcher.Command;
import io.sac.launcher.ExitCode;
import io.sac.launcher.FreePort;
import io.sac.launcher.LauncherException;
import io.sac.launcher.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL of one SAC_HOME. It runs in a session of its own on loopback, so that neither Ctrl-C nor the launcher's
 * death ends it; the next start adopts it. Its port is chosen once and kept.
 */
public final class EmbeddedPostgres {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    /** The name of the folder that holds the programs: it changes with them. */
    public static final String BINARIES = "17.6.0";

    private static final String VERSION = "17";
    private static final String NAME = "sac";
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final int TRIES = 5;

    private final PostgresFolder folder;
    private final PostgresBinaries binaries;
    private final PostgresAccount account;
    private final Database database;
    private final ProcessHandle postmaster;
    private final boolean adopted;

    private EmbeddedPostgres(
            PostgresFolder folder,
            PostgresBinaries binaries,
            PostgresAccount account,
            Database database,
            ProcessHandle postmaster,
            boolean adopted) {
        this.folder = folder;
        this.binaries = binaries;
        this.account = account;
        this.database = database;
        this.postmaster = postmaster;
        this.adopted = adopted;
    }

    /** Adopts the PostgreSQL that runs on this folder, or initialises (the first time) and starts one. */
    public static EmbeddedPostgres startOrAdopt(PostgresFolder folder, List<String> options) {
        try {
            folder.create();
            PostgresBinaries binaries = PostgresBinaries.unpack(folder.binaries());
            var account = PostgresAccount.choose(binaries, folder.data(), List.of(folder.data(), folder.temporary()));
            PostgresCredentials credentials = PostgresCredentials.loadOrCreate(folder.credentials());
            if (!Files.exists(folder.data().resolve("PG_VERSION"))) {
                initialise(folder, binaries, account, credentials);
            }
            refuseOtherVersion(folder);
            EmbeddedPostgres running = adopt(folder, binaries, account, credentials)
                    .orElseGet(() -> start(folder, binaries, account, credentials, options));
            running.createDatabase(credentials);
            return running;
        } catch (IOException e) {
            throw new LauncherException(ExitCode.DISK, "The database's folder cannot be used: " + e.getMessage(), e);
        }
    }

    /** The one that runs on this folder, if one does; nothing is started. */
    public static Optional<EmbeddedPostgres> find(PostgresFolder folder) {
        if (!Files.exists(folder.data()) || !Files.exists(folder.credentials())) {
            return Optional.empty();
        }
        try {
            PostgresBinaries binaries = PostgresBinaries.unpack(folder.binaries());
            var account = PostgresAccount.choose(binaries, folder.data(), List.of());
            return adopt(folder, binaries, account, PostgresCredentials.loadOrCreate(folder.credentials()));
        } catch (IOException e) {
            throw new LauncherException(ExitCode.HOME, "The database's folder cannot be read: " + e.getMessage(), e);
        }
    }

    /** A connection of the administrator to the server of this folder. */
    public static Connection administer(PostgresFolder folder, Database server) throws SQLException {
        try {
            return PostgresCredentials.loadOrCreate(folder.credentials())
                    .admin(server.port())
                    .connect();
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    public Database database() {
        return database;
    }

    public boolean adopted() {
        return adopted;
    }

    public long pid() {
        return postmaster.pid();
    }

    public boolean alive() {
        return postmaster.isAlive();
    }

    /** Ends it: open transactions are rolled back, what was committed is on disk. */
    public void stop() {
        stop("fast", Duration.ofSeconds(30));
        // pg_ctl is content when the pid file is gone; the process may need a moment more.
        if (!Processes.awaitEnd(postmaster, Duration.ofSeconds(5))) {
            stop("immediate", Duration.ofSeconds(15));
        }
    }

    private void stop(String mode, Duration limit) {
        var line = List.of(
                binaries.program("pg_ctl"),
                "stop",
                "-D",
                folder.data().toString(),
                "-m",
                mode,
                "-w",
                "-t",
                Long.toString(limit.toSeconds()));
        Command.Result result = Command.of(account.command(line)).run(limit.plusSeconds(5));
        if (!result.ok() && postmaster.isAlive()) {
            LOG.warn("PostgreSQL did not stop ({}): {}", mode, result.output());
        }
    }

    private static void initialise(
            PostgresFolder folder, PostgresBinaries binaries, PostgresAccount account, PostgresCredentials credentials)
            throws IOException {
        LOG.info("PostgreSQL: creating the database");
        // A former attempt may have been cut short; without PG_VERSION there is nothing in it to lose.
        PostgresBinaries.deleteTree(folder.data());
        folder.create();
        Path passwordFile = folder.temporary().resolve("password");
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, credentials.adminPassword());
        if (account.owner() != null) {
            Files.setOwner(passwordFile, account.owner());
            Files.setOwner(folder.data(), account.owner());
        }
        try {
            var line = List.of(
                    binaries.program("initdb"),
                    "--pgdata=" + folder.data(),
                    "--username=" + PostgresCredentials.ADMIN,
                    "--pwfile=" + passwordFile,
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--lc-collate=C",
                    "--lc-ctype=C",
                    "--lc-messages=C",
                    "--lc-monetary=C",
                    "--lc-numeric=C",
                    "--lc-time=C",
                    "--auth=scram-sha-256",
                    "--no-instructions");
            Command.Result result = Command.of(account.command(line)).run(START_LIMIT);
            if (!result.ok()) {
                PostgresBinaries.deleteTree(folder.data());
                throw new LauncherException(
                        ExitCode.DATABASE, "The database could not be created: " + lastLine(result.output()));
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private static void refuseOtherVersion(PostgresFolder folder) throws IOException {
        String version = Files.readString(folder.data().resolve("PG_VERSION")).strip();
        if (!version.equals(VERSION)) {
            throw new LauncherException(
                    ExitCode.DATABASE,
                    "The database in %s is of PostgreSQL %s, this SAC brings %s."
                            .formatted(folder.data(), version, VERSION));
        }
    }

    private static Optional<EmbeddedPostgres> adopt(
            PostgresFolder folder, PostgresBinaries binaries, PostgresAccount account, PostgresCredentials credentials)
            throws IOException {
        Optional<PostmasterFile> found = PostmasterFile.read(folder.data());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Optional<ProcessHandle> process = ProcessHandle.of(found.get().pid()).filter(ProcessHandle::isAlive);
        boolean ours = process.flatMap(p -> p.info().command())
                .map(command -> command.endsWith("postgres"))
                .orElse(process.isPresent());
        if (process.isEmpty() || !ours) {
            // Its number went to another program: PostgreSQL itself would take that for a second server.
            Files.deleteIfExists(folder.data().resolve(PostmasterFile.NAME));
            return Optional.empty();
        }
        Database database = credentials.database(found.get().port(), NAME);
        try {
            awaitReady(folder, process.get(), credentials);
        } catch (LauncherException e) {
            if (process.get().isAlive()) {
                throw e;
            }
            // It was just killed: what it leaves behind is as good as what one left that is long gone.
            return Optional.empty();
        }
        return Optional.of(new EmbeddedPostgres(folder, binaries, account, database, process.get(), true));
    }

    private static EmbeddedPostgres start(
            PostgresFolder folder,
            PostgresBinaries binaries,
            PostgresAccount account,
            PostgresCredentials credentials,
            List<String> options) {
        try {
            for (int attempt = 1; ; attempt++) {
                int port = FreePort.keptIn(folder.portFile());
                Process process = launch(folder, binaries, account, port, options);
                try {
                    awaitReady(folder, process.toHandle(), credentials);
                    Database database = credentials.database(port, NAME);
                    return new EmbeddedPostgres(folder, binaries, account, database, process.toHandle(), false);
                } catch (LauncherException e) {
                    String said = folder.lastLogLines();
                    if (attempt < TRIES && said.contains("Address already in use")) {
                        Files.deleteIfExists(folder.portFile());
                    } else if (attempt < TRIES && said.contains("is still in use")) {
                        // The processes of one that was killed have yet to notice.
                        pause(Duration.ofSeconds(1));
                    } else {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw new LauncherException(ExitCode.DATABASE, "PostgreSQL could not be started: " + e.getMessage(), e);
        }
    }

    private static Process launch(
            PostgresFolder folder, PostgresBinaries binaries, PostgresAccount account, int port, List<String> options)
            throws IOException {
        List<String> line = new ArrayList<>(account.command(List.of(binaries.program("postgres"))));
        line.addAll(List.of("-D", folder.data().toString()));
        for (String option : List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=100",
                "shared_buffers=64MB",
                "jit=off",
                "password_encryption=scram-sha-256",
                "timezone=UTC",
                "log_timezone=UTC")) {
            line.addAll(List.of("-c", option));
        }
        options.forEach(option -> line.addAll(List.of("-c", option)));
        if (Command.of(List.of("setsid", "--version"))
                .run(Duration.ofSeconds(5))
                .ok()) {
            line.addFirst("setsid");
        }
        folder.rotateLog();
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .directory(folder.binaries().toFile());
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        return builder.start();
    }

    private static void awaitReady(PostgresFolder folder, ProcessHandle process, PostgresCredentials credentials)
            throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        @Nullable SQLException last = null;
        while (process.isAlive() && System.nanoTime() < deadline) {
            Optional<PostmasterFile> file = PostmasterFile.read(folder.data());
            if (file.isPresent()
                    && file.get().pid() == process.pid()
                    && file.get().ready()) {
                Database admin = credentials.admin(file.get().port());
                try (Connection connection = admin.connect()) {
                    if (connection.isValid(5)) {
                        return;
                    }
                } catch (SQLException e) {
                    last = e;
                    if ("28P01".equals(e.getSQLState())) {
                        break;
                    }
                }
            }
            pause(Duration.ofMillis(20));
        }
        String reason = process.isAlive() && last != null ? last.getMessage() : lastLine(folder.lastLogLines());
        throw new LauncherException(ExitCode.DATABASE, "PostgreSQL did not start: " + reason, last);
    }

    private void createDatabase(PostgresCredentials credentials) {
        try (Connection connection = credentials.admin(database.port()).connect();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "select 1 from pg_roles where rolname = 'sac'")) {
                // The password is base64url: nothing in it ends the literal.
                statement.execute("create role sac login password '" + credentials.password() + "'");
            }
            if (!exists(statement, "select 1 from pg_database where datname = 'sac'")) {
                statement.execute("create database sac owner sac");
            }
        } catch (SQLException e) {
            throw new LauncherException(ExitCode.DATABASE, "The database could not be prepared: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.FAILED, "interrupted", e);
        }
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("it said nothing");
    }
}
