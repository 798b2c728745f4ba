package io.sac.sidecar.terminal;

import io.sac.protocol.TerminalFrame;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One terminal of the agent. It outlives its program: when that ends, the next look, key or prompt starts it again with
 * the same conversation, in a new epoch of the same stream.
 */
public final class Session {
    private final UUID id;
    private final SessionFolder folder;
    private final CliLaunch launch;
    private final Listener listener;
    private final Stream stream;
    private final InputQueue input;
    private final Activity activity;
    private final Program program;
    private final Audience audience;
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
        this.listener = listener;
        Ring ring = Ring.open(folder.ring(), ringBytes);
        this.stream = new Stream(ring, this::stateFor);
        this.input = new InputQueue(ring.inputOffsets());
        this.activity = new Activity(launch.hooked());
        this.program = new Program(id, folder, launch, opener, stream, input, activity, this::tell);
        this.audience = new Audience(program, stream, input, activity, this::tell);
    }

    private String stateFor(Viewer viewer, long position, boolean first) {
        return audience.stateFor(viewer, position, first);
    }

    /** The session's id. */
    public UUID id() {
        return id;
    }

    /** What the server is told. */
    public SessionState state() {
        return program.state();
    }

    /** The CLI's conversation, when a hook or the server named it. */
    public @Nullable String conversation() {
        return program.conversation();
    }

    /** Makes sure that the program runs, in a new terminal when that is asked for. */
    public void ensure(@Nullable String knownConversation, boolean newTerminal) {
        program.ensure(knownConversation, newTerminal);
    }

    /** Sets the size while nobody drives. */
    public void size(int columns, int rows) {
        audience.size(columns, rows);
    }

    /** Ends the session for good: its viewers, its program and all that program started. The ring goes with it. */
    public void end() {
        Terminal now = program.finish();
        audience.close(TerminalFrame.SESSION_ENDED, "the session has ended");
        if (now != null) {
            now.end();
        }
        stream.close();
        folder.delete();
    }

    /** Prepares for the sidecar's end: a program that ends now is not started again. */
    public void quiesce() {
        program.quiesce();
    }

    /** Lets viewers go before the sidecar goes. */
    public void closeViewers(int code, String reason) {
        audience.close(code, reason);
    }

    /** The root process of the program, or -1. */
    public int pid() {
        return program.pid();
    }

    /** Prepares a viewer; it watches from its first frame on. Null: there are too many. */
    public @Nullable Viewer viewer(ViewerSocket socket, Viewer.Identity identity, boolean counted) {
        return audience.viewer(socket, identity, counted);
    }

    /** Takes a frame of a viewer. */
    public void frame(Viewer viewer, byte[] frame) {
        audience.frame(viewer, frame);
    }

    /** Whether a viewer's first frame came. */
    public boolean attached(Viewer viewer) {
        return viewer.started() || viewer.closed();
    }

    /** A viewer's connection is gone. */
    public void detach(Viewer viewer) {
        audience.detach(viewer);
    }

    /** Whether a program runs. */
    public boolean running() {
        return program.running();
    }

    /** Whether a prompt typed now would arrive as one. */
    public boolean takesPrompt() {
        return program.takesPrompt();
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
        if (!program.running()) {
            return false;
        }
        input.type(bytes, written);
        return true;
    }

    /** How many prompts the program has taken since it was started, as far as its hooks tell. */
    public long submissions() {
        return program.readiness().submissions();
    }

    /** Names the program's epoch, to see whether it is still the one. */
    public String epoch() {
        return program.epoch();
    }

    /** Takes in what the CLI's hook said. */
    public void hook(String event, @Nullable String notification, @Nullable String cliConversation) {
        if (cliConversation != null && !cliConversation.equals(conversation()) && cliConversation.length() <= 80) {
            program.converse(cliConversation);
            listener.conversation(this, cliConversation);
        }
        program.readiness().hook(event);
        if (activity.hook(event, notification == null ? "" : notification)) {
            audience.sendState();
        }
        tell();
    }

    /** Time passes. */
    public void tick() {
        if (program.running() && activity.tick(stream.quietNanos())) {
            audience.sendState();
        }
        tell();
    }

    private void tell() {
        String headline = state().headline();
        if (!headline.equals(told)) {
            told = headline;
            audience.sendState();
            listener.changed(this);
        }
    }
}
