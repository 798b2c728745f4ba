package io.sac.testing;

import com.sun.security.auth.module.UnixSystem;
import io.sac.launcher.Migration;
import io.sac.launcher.postgres.Database;
import io.sac.launcher.postgres.EmbeddedPostgres;
import io.sac.launcher.postgres.PostgresFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The PostgreSQL of one test run; it is thrown away at the end, and so are those that killed runs left behind. */
public final class TestServer implements AutoCloseable {
    private static final String PREFIX = "sac-test-postgres-";

    private final Path root;
    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private TestServer(Path root, EmbeddedPostgres postgres) {
        this.root = root;
        this.postgres = postgres;
    }

    /** Starts an empty server with the migrations of the class path in its database {@code sac}. */
    public static TestServer start() {
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            removeLeftOvers(temporary);
            Path root = Files.createDirectory(
                    temporary.resolve(PREFIX + ProcessHandle.current().pid()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            EmbeddedPostgres postgres = EmbeddedPostgres.startOrAdopt(
                    folder(root), List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));
            var server = new TestServer(root, postgres);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            Migration.migrate(postgres.database(), TestServer.class.getClassLoader());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the migrated, empty database. */
    public TestDatabase freshDatabase() throws SQLException {
        String name = "test_" + databases.incrementAndGet();
        createFrom(name, "sac");
        return new TestDatabase(postgres.database().named(name));
    }

    /** A database without any table. */
    public Database emptyDatabase() throws SQLException {
        String name = "empty_" + databases.incrementAndGet();
        createFrom(name, "template0");
        return postgres.database().named(name);
    }

    private void createFrom(String name, String template) throws SQLException {
        try (Connection connection = EmbeddedPostgres.administer(folder(root), postgres.database());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template + " owner sac");
        }
    }

    @Override
    public void close() {
        if (postgres.alive()) {
            postgres.stop();
        }
        delete(root);
    }

    private static PostgresFolder folder(Path root) {
        Path shared =
                Path.of(System.getProperty("java.io.tmpdir")).resolve("sac-postgres-" + new UnixSystem().getUid());
        return new PostgresFolder(root, sharedBinaries(shared), root.resolve("credentials"), root.resolve("log"));
    }

    private static Path sharedBinaries(Path folder) {
        try {
            Files.createDirectories(folder);
            // Anybody may make a folder of this name in /tmp; programs are run from our own only.
            if ((Integer) Files.getAttribute(folder, "unix:uid") != new UnixSystem().getUid()) {
                throw new IllegalStateException(folder + " belongs to somebody else");
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder.resolve(EmbeddedPostgres.BINARIES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeLeftOvers(Path temporary) throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            for (Path path : left.filter(p -> p.getFileName().toString().startsWith(PREFIX))
                    .filter(Files::isReadable)
                    .toList()) {
                long pid = Long.parseLong(path.getFileName().toString().substring(PREFIX.length()));
                if (ProcessHandle.of(pid).isEmpty() && Files.isWritable(path)) {
                    EmbeddedPostgres.find(folder(path)).ifPresent(EmbeddedPostgres::stop);
                    delete(path);
                }
            }
        }
    }

    private static void delete(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + root + ": " + e.getMessage());
        }
    }
}
