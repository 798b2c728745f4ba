package io.sac.sidecar.terminal;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.sac.protocol.TerminalFrame;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal of the agent. It outlives its program: when that ends, the next look, key or prompt starts it again with
 * the same conversation, in a new epoch of the same stream.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long RESUME_FAILED_WITHIN = TimeUnit.SECONDS.toNanos(10);
    private static final long QUICK_DEATH = TimeUnit.SECONDS.toNanos(20);
    private static final int MAX_QUICK_DEATHS = 5;
    private static final int MAX_VIEWERS = 32;

    /** Exit codes from here on mean that a signal ended the program. */
    private static final int KILLED = 128;

    private final UUID id;
    private final SessionFolder folder;
    private final CliLaunch launch;
    private final TerminalOpener opener;
    private final Listener listener;
    private final Stream stream;
    private final InputQueue input;
    private final Activity activity;
    private final Readiness readiness;

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
    private volatile String told = "";

    /** Who is told when something of a session changed that the server should know. */
    public interface Listener {
        void changed(Session session);

        void conversation(Session session, String conversation);
    }

    Session(UUID id, SessionFolder folder, CliLaunch launch, TerminalOpener opener, Listener listener, int ringBytes)
            throws IOException {
        this.id = id;
        this.folder = folder;
        this.launch = launch;
        this.opener = opener;
        this.listener = listener;
        Ring ring = Ring.open(folder.ring(), ringBytes);
        this.stream = new Stream(ring, this::stateFor);
        this.input = new InputQueue(ring.inputOffsets());
        this.activity = new Activity(launch.hooked());
        this.readiness = new Readiness(launch.hooked(), stream, activity);
        this.conversation = folder.conversation();
        this.startedBefore = ring.head() > 0;
    }

    /** The session's id. */
    public UUID id() {
        return id;
    }

    /** What the server is told. */
    public SessionState state() {
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

    /** The CLI's conversation, when a hook or the server named it. */
    public @Nullable String conversation() {
        return conversation;
    }

    // ---- life -------------------------------------------------------------------------------------------------

    /** Makes sure that the program runs, in a new terminal when that is asked for. */
    public synchronized void ensure(@Nullable String knownConversation, boolean newTerminal) {
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

    /** Sets the size while nobody drives. */
    public synchronized void size(int newColumns, int newRows) {
        if (stream.driver() == null) {
            resize(newColumns, newRows);
        }
    }

    /** Ends the session for good: its viewers, its program and all that program started. The ring goes with it. */
    public void end() {
        Terminal now;
        synchronized (this) {
            over = true;
            now = terminal;
            life = null;
            terminal = null;
            input.connect(null);
            input.discard();
            status = SessionState.Status.ENDED;
        }
        closeViewers(TerminalFrame.SESSION_ENDED, "the session has ended");
        if (now != null) {
            now.end();
        }
        stream.close();
        folder.delete();
    }

    /** Prepares for the sidecar's end: a program that ends now is not started again. */
    public synchronized void quiesce() {
        leaving = true;
    }

    /** Lets viewers go before the sidecar goes. */
    public void closeViewers(int code, String reason) {
        for (Viewer viewer : stream.viewers()) {
            stream.viewers().remove(viewer);
            viewer.close(code, reason);
        }
    }

    /** The root process of the program, or -1. */
    public int pid() {
        Terminal now = terminal;
        return now == null ? -1 : now.pid();
    }

    private void start() {
        Life begun = new Life();
        life = begun;
        epoch = newEpoch();
        exitCode = null;
        status = SessionState.Status.STARTING;
        activity.reset();
        readiness.restarted();
        stream.viewers().forEach(Viewer::sendState);
        if (startedBefore) {
            say(ScreenModes.fresh() + "\r\n");
        }
        startedBefore = true;
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
            say("\r\n[" + command.words().getFirst() + " cannot be started: " + e.getMessage() + "]\r\n");
        }
        tell();
    }

    private final class Life implements Terminal.Listener {
        private final long since = System.nanoTime();
        private volatile boolean resumes;

        @Override
        public void output(ByteBuffer bytes) {
            if (life == this) {
                stream.append(bytes);
                if (activity.output()) {
                    tell();
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
                tell();
            }
        }

        @Override
        public void ended(int code) {
            Session.this.ended(this, code);
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
        say(ScreenModes.fresh() + "\r\n\u001b[2m[The program has ended" + (code >= 0 ? " with code " + code : "")
                + ". Press any key to start it again.]\u001b[0m\r\n");
        stream.viewers().forEach(Viewer::sendState);
        tell();
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
        tell();
        return true;
    }

    private void say(String words) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[bytes.length + 1];
        frame[0] = TerminalFrame.OUTPUT;
        System.arraycopy(bytes, 0, frame, 1, bytes.length);
        stream.append(frame);
    }

    // ---- viewers ----------------------------------------------------------------------------------------------

    /** Prepares a viewer; it watches from its first frame on. Null: there are too many. */
    public @Nullable Viewer viewer(ViewerSocket socket, Viewer.Identity identity, boolean counted) {
        return stream.viewers().size() >= MAX_VIEWERS ? null : new Viewer(stream, socket, identity, counted);
    }

    /** Takes a frame of a viewer. */
    public void frame(Viewer viewer, byte[] frame) {
        if (viewer.closed()) {
            return;
        }
        try {
            if (!viewer.started()) {
                attach(viewer, FirstFrame.of(frame, viewer.counted()));
                return;
            }
            if (frame.length == 0) {
                throw new BadJsonException("an empty frame");
            }
            switch (frame[0]) {
                case TerminalFrame.INPUT -> type(viewer, frame);
                case TerminalFrame.RESIZE -> resize(viewer, frame);
                case TerminalFrame.PAUSE -> pause(viewer, true);
                case TerminalFrame.RESUME -> pause(viewer, false);
                case TerminalFrame.DRIVE -> drive(viewer);
                default -> throw new BadJsonException("an unknown kind of frame");
            }
        } catch (BadJsonException e) {
            viewer.close(TerminalFrame.BAD_FRAME, String.valueOf(e.getMessage()));
            detach(viewer);
        }
    }

    /** Whether a viewer's first frame came. */
    public boolean attached(Viewer viewer) {
        return viewer.started() || viewer.closed();
    }

    private synchronized void attach(Viewer viewer, FirstFrame first) {
        if (over || leaving) {
            viewer.close(
                    over ? TerminalFrame.SESSION_ENDED : TerminalFrame.GOING_AWAY,
                    over ? "the session has ended" : "the agent stops");
            return;
        }
        viewer.size(first.columns(), first.rows());
        boolean takesOver = stream.driver() == null;
        if (first.tab() != null) {
            ViewerId viewerId = ViewerId.of(viewer.identity().login(), first.tab());
            takesOver |= replace(viewerId);
            OptionalLong known = stream.inputOffsets().greet(viewerId);
            viewer.identify(viewerId, first.tab(), known.isPresent());
        }
        if (terminal == null) {
            start();
        }
        Long offset = first.offset();
        OptionalLong from = offset != null && epoch.equals(first.epoch()) && stream.holds(offset)
                ? OptionalLong.of(offset)
                : OptionalLong.empty();
        stream.viewers().add(viewer);
        int before = columns * 10_000 + rows;
        if (takesOver && viewer.identity().mayDrive()) {
            drive(viewer);
        }
        viewer.start(from);
        othersSendState(viewer);
        if (from.isEmpty()
                && before == columns * 10_000 + rows
                && (launch.hooked() || stream.modes().alternateScreen())) {
            nudge(viewer);
        }
    }

    /** Ends the older connection of the same viewer, and with it what was not read from it. */
    private boolean replace(ViewerId viewerId) {
        boolean drove = false;
        for (Viewer older : stream.viewers()) {
            if (viewerId.equals(older.id())) {
                older.close(TerminalFrame.REPLACED, "replaced by a newer connection");
                input.forget(older);
                stream.viewers().remove(older);
                drove |= stream.driver() == older;
            }
        }
        return drove;
    }

    /** Makes a full-screen program draw itself again: it does when its size changes. */
    private void nudge(Viewer viewer) {
        Terminal now = terminal;
        if (now != null && rows > 2) {
            now.resize(columns, rows - 1);
            viewer.socket().later(this::applySize, 60);
        }
    }

    private void applySize() {
        Terminal now = terminal;
        if (now != null) {
            now.resize(columns, rows);
        }
    }

    /** A viewer's connection is gone. */
    public synchronized void detach(Viewer viewer) {
        viewer.gone();
        input.forget(viewer);
        if (!stream.viewers().remove(viewer)) {
            return;
        }
        if (stream.driver() == viewer) {
            stream.drive(null);
            stream.viewers().stream()
                    .filter(other -> other.identity().mayDrive())
                    .max((a, b) -> Long.compare(a.attachedAt(), b.attachedAt()))
                    .ifPresent(this::drive);
        }
        stream.viewers().forEach(Viewer::sendState);
    }

    private void type(Viewer viewer, byte[] frame) {
        if (!viewer.identity().mayDrive()) {
            return;
        }
        if (frame.length == 1) {
            viewer.sendState();
            return;
        }
        if (terminal == null) {
            wake(viewer, frame.length - 1);
            return;
        }
        if (stream.driver() != viewer) {
            drive(viewer);
        }
        boolean changed = activity.input(frame, 1);
        input.type(viewer, frame, 1);
        if (changed) {
            tell();
        }
    }

    /** The key that starts the program again is not typed into it. */
    private synchronized void wake(Viewer viewer, int keys) {
        ViewerId viewerId = viewer.id();
        if (viewerId != null) {
            stream.inputOffsets().add(viewerId, keys);
            viewer.acknowledge();
        }
        ensure(null, false);
    }

    private synchronized void drive(Viewer viewer) {
        if (!viewer.identity().mayDrive()) {
            return;
        }
        boolean changed = stream.driver() != viewer;
        stream.drive(viewer);
        resize(viewer.columns(), viewer.rows());
        if (changed) {
            stream.viewers().forEach(Viewer::sendState);
        }
    }

    private synchronized void resize(Viewer viewer, byte[] frame) {
        Fields size = Fields.of(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
        viewer.size(FirstFrame.columns(size), FirstFrame.rows(size));
        if (viewer == stream.driver()) {
            resize(viewer.columns(), viewer.rows());
        }
        stream.viewers().forEach(Viewer::sendState);
    }

    private void resize(int newColumns, int newRows) {
        if (newColumns != columns || newRows != rows) {
            columns = newColumns;
            rows = newRows;
            applySize();
        }
    }

    private void pause(Viewer viewer, boolean on) {
        viewer.pause(on);
        if (viewer == stream.driver()) {
            stream.drive(viewer);
        }
    }

    private void othersSendState(Viewer viewer) {
        for (Viewer other : stream.viewers()) {
            if (other != viewer) {
                other.sendState();
            }
        }
    }

    // ---- prompts and hooks ------------------------------------------------------------------------------------

    /** Whether a program runs. */
    public boolean running() {
        return terminal != null;
    }

    /** Whether a prompt typed now would arrive as one. */
    public boolean takesPrompt() {
        Terminal now = terminal;
        return now != null && readiness.takesPrompt(now);
    }

    /** Whether the program tells what it does by hooks. */
    public boolean hooked() {
        return launch.hooked();
    }

    /** Whether pasted text is to be wrapped, as the program asked. */
    public boolean bracketedPaste() {
        return stream.modes().bracketedPaste();
    }

    /** Types for somebody; {@code written} runs when the terminal has all of it. False: no program runs. */
    public boolean type(byte[] bytes, Runnable written) {
        if (terminal == null) {
            return false;
        }
        input.type(bytes, written);
        return true;
    }

    /** How many prompts the program has taken since it was started, as far as its hooks tell. */
    public long submissions() {
        return readiness.submissions();
    }

    /** Names the program's epoch, to see whether it is still the one. */
    public String epoch() {
        return epoch;
    }

    /** Takes in what the CLI's hook said. */
    public void hook(String event, @Nullable String notification, @Nullable String cliConversation) {
        if (cliConversation != null && !cliConversation.equals(conversation) && cliConversation.length() <= 80) {
            synchronized (this) {
                remember(cliConversation);
                freshConversation = false;
            }
            listener.conversation(this, cliConversation);
        }
        readiness.hook(event);
        if (activity.hook(event, notification == null ? "" : notification)) {
            stream.viewers().forEach(Viewer::sendState);
        }
        tell();
    }

    /** Time passes. */
    public void tick() {
        if (terminal != null && activity.tick(stream.quietNanos())) {
            stream.viewers().forEach(Viewer::sendState);
        }
        tell();
    }

    private void remember(String cliConversation) {
        conversation = cliConversation;
        folder.remember(cliConversation);
    }

    private void tell() {
        String headline = state().headline();
        if (!headline.equals(told)) {
            told = headline;
            stream.viewers().forEach(Viewer::sendState);
            listener.changed(this);
        }
    }

    private String stateFor(Viewer viewer, long position, boolean first) {
        JsonObject json = new JsonObject();
        json.addProperty("epoch", epoch);
        json.addProperty("offset", position);
        ViewerId viewerId = viewer.id();
        OptionalLong offset = viewerId == null || (first && !viewer.known())
                ? OptionalLong.empty()
                : stream.inputOffsets().of(viewerId);
        if (offset.isPresent()) {
            json.addProperty("input_offset", offset.getAsLong());
        } else {
            json.add("input_offset", JsonNull.INSTANCE);
        }
        json.addProperty("columns", columns);
        json.addProperty("rows", rows);
        Viewer driver = stream.driver();
        json.addProperty("driver", driver == null ? null : driver.tab());
        json.add("viewers", viewersJson(stream.viewers()));
        json.addProperty("activity", activity.kind().word());
        return json.toString();
    }

    private static JsonArray viewersJson(List<Viewer> viewers) {
        JsonArray array = new JsonArray();
        for (Viewer viewer : viewers) {
            JsonObject json = new JsonObject();
            json.addProperty("viewer", viewer.tab());
            json.addProperty("user", viewer.identity().user());
            json.addProperty("columns", viewer.columns());
            json.addProperty("rows", viewer.rows());
            array.add(json);
        }
        return array;
    }

    private static String newEpoch() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
