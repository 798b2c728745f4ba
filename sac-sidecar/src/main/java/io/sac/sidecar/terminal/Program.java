package io.sac.sidecar.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program of a session and its terminal: started, ended, started again with the same conversation, each life in an
 * epoch of its own. Its lock is the session's: who watches is decided under it too.
 */
final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long RESUME_FAILED_WITHIN = TimeUnit.SECONDS.toNanos(10);
    private static final long QUICK_DEATH = TimeUnit.SECONDS.toNanos(20);
    private static final int MAX_QUICK_DEATHS = 5;
    private static final int NUDGE_MILLIS = 60;

    /** As xterm answers. Programs wait for it to know that other questions stay without an answer. */
    private static final byte[] DEVICE_ATTRIBUTES = "\u001b[?1;2c".getBytes(StandardCharsets.US_ASCII);

    /** Exit codes from here on mean that a signal ended the program. */
    private static final int KILLED = 128;

    private final UUID id;
    private final SessionFolder folder;
    private final CliLaunch launch;
    private final TerminalOpener opener;
    private final Stream stream;
    private final InputQueue input;
    private final Activity activity;
    private final Readiness readiness;
    private final Runnable changed;

    private volatile String epoch = newEpoch();
    private volatile SessionState.Status status = SessionState.Status.ENDED;
    private volatile int columns = 80;
    private volatile int rows = 24;
    private volatile @Nullable Terminal terminal;
    private volatile @Nullable Instant startedAt;
    private volatile @Nullable Integer exitCode;
    private volatile @Nullable String conversation;
    private @Nullable Life life;
    private boolean startedBefore;
    private boolean freshConversation;
    private boolean over;
    private boolean leaving;
    private int quickDeaths;

    Program(
            UUID id,
            SessionFolder folder,
            CliLaunch launch,
            TerminalOpener opener,
            Stream stream,
            InputQueue input,
            Activity activity,
            Runnable changed) {
        this.id = id;
        this.folder = folder;
        this.launch = launch;
        this.opener = opener;
        this.stream = stream;
        this.input = input;
        this.activity = activity;
        this.readiness = new Readiness(launch.hooked(), stream, activity);
        this.changed = changed;
        this.conversation = folder.conversation();
        this.startedBefore = stream.head() > 0;
    }

    SessionState state() {
        Terminal now = terminal;
        return new SessionState(
                id,
                status,
                epoch,
                stream.head(),
                activity.kind().word(),
                now == null ? -1 : now.pid(),
                startedAt,
                exitCode,
                conversation);
    }

    /** Names the unbroken life of the stream that this is. */
    String epoch() {
        return epoch;
    }

    int columns() {
        return columns;
    }

    int rows() {
        return rows;
    }

    @Nullable
    String conversation() {
        return conversation;
    }

    boolean running() {
        return terminal != null;
    }

    boolean over() {
        return over;
    }

    boolean leaving() {
        return leaving;
    }

    int pid() {
        Terminal now = terminal;
        return now == null ? -1 : now.pid();
    }

    Readiness readiness() {
        return readiness;
    }

    boolean takesPrompt() {
        Terminal now = terminal;
        return now != null && readiness.takesPrompt(now);
    }

    /** Whether drawing anew helps a viewer who starts from a screen. */
    boolean drawsWholeScreens() {
        return launch.hooked() || stream.modes().alternateScreen();
    }

    /** Makes sure that the program runs, in a new terminal when that is asked for. */
    synchronized void ensure(@Nullable String knownConversation, boolean newTerminal) {
        if (knownConversation != null && conversation == null) {
            remember(knownConversation);
        }
        Terminal now = terminal;
        if (now != null && newTerminal) {
            life = null;
            terminal = null;
            input.connect(null);
            input.discard();
            now.end();
        }
        if (terminal == null && !over && !leaving) {
            start();
        }
    }

    /** The program calls its conversation this from now on. */
    synchronized void converse(String cliConversation) {
        remember(cliConversation);
        freshConversation = false;
    }

    private void remember(String cliConversation) {
        conversation = cliConversation;
        folder.remember(cliConversation);
    }

    /** No life follows: what was there is to be ended by the caller, outside of the lock. */
    synchronized @Nullable Terminal finish() {
        Terminal now = terminal;
        over = true;
        life = null;
        terminal = null;
        input.connect(null);
        input.discard();
        status = SessionState.Status.ENDED;
        return now;
    }

    /** A program that ends from now on is not started again. */
    synchronized void quiesce() {
        leaving = true;
    }

    private void start() {
        Life begun = new Life();
        life = begun;
        epoch = newEpoch();
        exitCode = null;
        status = SessionState.Status.STARTING;
        activity.reset();
        stream.viewers().forEach(Viewer::sendState);
        if (startedBefore) {
            stream.say(ScreenModes.fresh() + "\r\n");
        }
        startedBefore = true;
        // Only what comes from here on are the program's own words.
        readiness.restarted();
        CliLaunch.Command command = launch.command(id, conversation, freshConversation);
        begun.resumes = command.resumes();
        try {
            Terminal opened = opener.open(
                    new TerminalOpener.Opening(
                            id,
                            launch.located(command.words()),
                            launch.environment(id),
                            launch.directory(),
                            columns,
                            rows),
                    begun);
            terminal = opened;
            stream.onWake(opened::wake);
            startedAt = Instant.now();
            status = SessionState.Status.READY;
            input.connect(opened);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("session {}: the program cannot be started: {}", id, e.getMessage());
            life = null;
            exitCode = 127;
            status = SessionState.Status.ENDED;
            stream.say("\r\n[" + command.words().getFirst() + " cannot be started: " + e.getMessage() + "]\r\n");
        }
        changed.run();
    }

    private final class Life implements Terminal.Listener {
        private final long since = System.nanoTime();
        private volatile boolean resumes;

        @Override
        public void output(ByteBuffer bytes) {
            if (life == this) {
                stream.append(bytes);
                if (stream.modes().takeQuestion() && stream.viewers().isEmpty()) {
                    input.type(DEVICE_ATTRIBUTES, () -> {});
                }
                if (activity.output()) {
                    changed.run();
                }
            }
        }

        @Override
        public long holdMillis() {
            return stream.holdMillis();
        }

        @Override
        public void writable() {
            input.writable();
        }

        @Override
        public void missed() {
            if (life == this) {
                epoch = newEpoch();
                stream.viewers().forEach(Viewer::sendState);
                changed.run();
            }
        }

        @Override
        public void ended(int code) {
            Program.this.ended(this, code);
        }
    }

    private synchronized void ended(Life which, int code) {
        if (life != which) {
            return;
        }
        life = null;
        terminal = null;
        input.connect(null);
        input.discard();
        status = SessionState.Status.ENDED;
        exitCode = code;
        activity.reset();
        if (which.resumes
                && !leaving
                && code > 0
                && code < KILLED
                && System.nanoTime() - which.since < RESUME_FAILED_WITHIN
                && !freshConversation) {
            LOG.info("session {}: the conversation could not be resumed, a new one begins", id);
            freshConversation = true;
            start();
            return;
        }
        if (code >= KILLED && comesBack(which)) {
            return;
        }
        stream.say(ScreenModes.fresh() + "\r\n\u001b[2m[The program has ended" + (code >= 0 ? " with code " + code : "")
                + ". Press any key to start it again.]\u001b[0m\r\n");
        stream.viewers().forEach(Viewer::sendState);
        changed.run();
    }

    /** A program that was killed is started again by itself; one that dies at once again and again is not. */
    private boolean comesBack(Life which) {
        quickDeaths = System.nanoTime() - which.since < QUICK_DEATH ? quickDeaths + 1 : 1;
        if (over || leaving || quickDeaths > MAX_QUICK_DEATHS) {
            quickDeaths = 0;
            return false;
        }
        long delay = quickDeaths == 1 ? 0 : 200L << quickDeaths;
        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> ensure(null, false));
        changed.run();
        return true;
    }

    synchronized void resize(int newColumns, int newRows) {
        if (newColumns != columns || newRows != rows) {
            columns = newColumns;
            rows = newRows;
            applySize();
        }
    }

    /** Makes a full-screen program draw itself again: it does when its size changes. */
    void nudge(Viewer viewer) {
        Terminal now = terminal;
        if (now != null && rows > 2) {
            now.resize(columns, rows - 1);
            viewer.socket().later(this::applySize, NUDGE_MILLIS);
        }
    }

    private void applySize() {
        Terminal now = terminal;
        if (now != null) {
            now.resize(columns, rows);
        }
    }

    private static String newEpoch() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
