package io.sac.launcher;

import io.sac.launcher.postgres.Database;
import io.sac.launcher.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one {@code run} has started. It is kept alive until the launcher is told to end, then ended in order. */
final class RunningSac {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(5);

    private final Home home;
    private final LauncherSettings settings;
    private final HomeLock lock;
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private @Nullable Process server;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable Database database;
    private volatile boolean ready;
    private volatile boolean learning;
    private boolean ended;

    RunningSac(Home home, LauncherSettings settings, HomeLock lock) {
        this.home = home;
        this.settings = settings;
        this.lock = lock;
    }

    /** A database and, when it is the embedded one, its server. */
    record DatabaseInUse(Database database, Optional<EmbeddedPostgres> server) {}

    /** The server's environment, which names the database. */
    @FunctionalInterface
    interface Variables {
        Map<String, String> with(Database database) throws IOException;
    }

    synchronized Database database(Supplier<DatabaseInUse> start) {
        DatabaseInUse started = start.get();
        database = started.database();
        postgres = started.server().orElse(null);
        Thread.ofPlatform().daemon().name("database watch").start(this::superviseDatabase);
        return started.database();
    }

    /** Starts and ends the server once, if that was not done before, so that every later start is a quick one. */
    void learnToStart(LibertyServer liberty, Variables variables) throws IOException {
        try (FileChannel turn = liberty.cache().turn().orElse(null)) {
            if (turn == null) {
                return;
            }
            System.out.println("Learning to start quickly; this is done once and takes about half a minute …");
            learning = true;
            Process process = startServer(() -> liberty.startToLearn(environment(variables)));
            if (process == null) {
                return;
            }
            liberty.awaitReady(process);
            liberty.awaitWarmUp(process);
            boolean whole = LibertyServer.stopLearning(process.toHandle(), home);
            if (!ending() && !(whole && liberty.cache().keep())) {
                System.err.println("Java could not write down what it learned, so SAC starts as slowly as before.");
            }
        } catch (LauncherException e) {
            if (!ending()) {
                throw e;
            }
        } finally {
            learning = false;
        }
    }

    /** Runs the server, and again when it dies by itself, until the launcher is told to end. */
    void serve(LibertyServer liberty, Variables variables, Runnable announcement) throws IOException {
        Duration pause = FIRST_PAUSE;
        boolean first = true;
        while (!told.isDone()) {
            Instant start = Instant.now();
            Process process = startServer(() -> liberty.start(environment(variables)));
            if (process == null) {
                return;
            }
            try {
                liberty.awaitReady(process);
                ready = true;
                liberty.settle(process);
                if (first) {
                    announcement.run();
                } else {
                    System.out.println("The server is back: " + settings.address());
                }
                first = false;
            } catch (LauncherException e) {
                if (ending()) {
                    return;
                }
                if (first) {
                    throw e;
                }
                System.err.println(e.getMessage());
                Processes.endWithoutAgents(process.toHandle(), Duration.ofSeconds(20));
            }
            if (toldBefore(process.onExit())) {
                return;
            }
            if (Duration.between(start, Instant.now()).compareTo(STEADY) > 0) {
                pause = FIRST_PAUSE;
            }
            System.err.println("The server ended by itself (code " + process.exitValue()
                    + "); it is started again in " + pause.toSeconds() + " s. Its log is "
                    + home.logs().resolve("messages.log") + ".");
            if (toldWithin(pause)) {
                return;
            }
            pause = longer(pause);
        }
    }

    /** Ends the server, then PostgreSQL; agents live on. Called once, by whatever ends the launcher. */
    void end() {
        told.complete(null);
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            lock.announceStopping();
            try {
                if (server != null && learning) {
                    Processes.endWithoutAgents(server.toHandle(), Duration.ZERO);
                } else if (server != null) {
                    LibertyServer.stop(server.toHandle(), home, ready);
                }
                if (postgres != null) {
                    postgres.stop();
                }
                Files.deleteIfExists(home.launcherMark());
            } catch (IOException e) {
                System.err.println("SAC did not end cleanly: " + e.getMessage());
            }
        }
    }

    private synchronized boolean ending() {
        return ended;
    }

    /** A start of the server's process. */
    @FunctionalInterface
    private interface Start {
        Process begin() throws IOException;
    }

    private synchronized @Nullable Process startServer(Start start) throws IOException {
        if (ended) {
            return null;
        }
        ready = false;
        server = start.begin();
        return server;
    }

    private synchronized Map<String, String> environment(Variables variables) throws IOException {
        return variables.with(Objects.requireNonNull(database));
    }

    /** PostgreSQL is started again whenever it dies, also while the server starts, and tried again when that fails. */
    private void superviseDatabase() {
        Duration pause = FIRST_PAUSE;
        while (!toldWithin(pause)) {
            try {
                restartDatabase();
                pause = FIRST_PAUSE;
            } catch (LauncherException e) {
                pause = longer(pause);
                System.err.println(e.getMessage() + " It is tried again in " + pause.toSeconds() + " s.");
            }
        }
    }

    private synchronized void restartDatabase() {
        if (postgres == null || postgres.alive() || ended) {
            return;
        }
        System.err.println("PostgreSQL ended by itself; it is started again.");
        postgres = EmbeddedPostgres.startOrAdopt(home.postgres(), List.of());
        if (!postgres.database().equals(database) && server != null) {
            // Its port was taken meanwhile; only a new server learns where it is now.
            server.destroy();
        }
        database = postgres.database();
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private boolean toldBefore(CompletableFuture<Process> exit) {
        try {
            CompletableFuture.anyOf(exit, told).get();
            return told.isDone();
        } catch (ExecutionException e) {
            return told.isDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean toldWithin(Duration time) {
        try {
            told.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
