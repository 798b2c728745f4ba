package io.sac.sidecar.terminal;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.sac.protocol.TerminalFrame;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch a session: how they come and go, what their frames mean, and which of them drives. All but keys is
 * decided under the session's one lock, the program's.
 */
final class Audience {
    private static final int MAX_VIEWERS = 32;

    private final Program program;
    private final Stream stream;
    private final InputQueue input;
    private final Activity activity;
    private final Runnable changed;

    Audience(Program program, Stream stream, InputQueue input, Activity activity, Runnable changed) {
        this.program = program;
        this.stream = stream;
        this.input = input;
        this.activity = activity;
        this.changed = changed;
    }

    /** Prepares a viewer; it watches from its first frame on. Null: there are too many. */
    @Nullable
    Viewer viewer(ViewerSocket socket, Viewer.Identity identity, boolean counted) {
        return stream.viewers().size() >= MAX_VIEWERS ? null : new Viewer(stream, socket, identity, counted);
    }

    /** Lets all of them go. */
    void close(int code, String reason) {
        for (Viewer viewer : stream.viewers()) {
            stream.viewers().remove(viewer);
            viewer.close(code, reason);
        }
    }

    /** The size while nobody drives. */
    void size(int columns, int rows) {
        synchronized (program) {
            if (stream.driver() == null) {
                program.resize(columns, rows);
            }
        }
    }

    void sendState() {
        stream.viewers().forEach(Viewer::sendState);
    }

    /** Takes a frame of a viewer. */
    void frame(Viewer viewer, byte[] frame) {
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

    private void attach(Viewer viewer, FirstFrame first) {
        synchronized (program) {
            if (program.over() || program.leaving()) {
                viewer.close(
                        program.over() ? TerminalFrame.SESSION_ENDED : TerminalFrame.GOING_AWAY,
                        program.over() ? "the session has ended" : "the agent stops");
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
            program.ensure(null, false);
            Long offset = first.offset();
            OptionalLong from = offset != null && program.epoch().equals(first.epoch()) && stream.holds(offset)
                    ? OptionalLong.of(offset)
                    : OptionalLong.empty();
            stream.viewers().add(viewer);
            int columns = program.columns();
            int rows = program.rows();
            if (takesOver && viewer.identity().mayDrive()) {
                drive(viewer);
            }
            viewer.start(from);
            othersSendState(viewer);
            boolean sameSize = columns == program.columns() && rows == program.rows();
            if (from.isEmpty() && sameSize && program.drawsWholeScreens()) {
                program.nudge(viewer);
            }
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
        if (drove) {
            stream.drive(null);
        }
        return drove;
    }

    /** A viewer's connection is gone. */
    void detach(Viewer viewer) {
        synchronized (program) {
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
            sendState();
        }
    }

    private void type(Viewer viewer, byte[] frame) {
        if (!viewer.identity().mayDrive()) {
            return;
        }
        if (frame.length == 1) {
            viewer.sendState();
            return;
        }
        if (!program.running()) {
            wake(viewer, frame.length - 1);
            return;
        }
        if (stream.driver() != viewer) {
            drive(viewer);
        }
        boolean goesOn = activity.input(frame, 1);
        input.type(viewer, frame, 1);
        if (goesOn) {
            changed.run();
        }
    }

    /** The key that starts the program again is not typed into it. */
    private void wake(Viewer viewer, int keys) {
        synchronized (program) {
            ViewerId viewerId = viewer.id();
            if (viewerId != null) {
                stream.inputOffsets().add(viewerId, keys);
                viewer.acknowledge();
            }
            program.ensure(null, false);
        }
    }

    private void drive(Viewer viewer) {
        synchronized (program) {
            if (!viewer.identity().mayDrive()) {
                return;
            }
            boolean another = stream.driver() != viewer;
            stream.drive(viewer);
            program.resize(viewer.columns(), viewer.rows());
            if (another) {
                sendState();
            }
        }
    }

    private void resize(Viewer viewer, byte[] frame) {
        synchronized (program) {
            Fields size = Fields.of(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
            viewer.size(FirstFrame.columns(size), FirstFrame.rows(size));
            if (viewer == stream.driver()) {
                program.resize(viewer.columns(), viewer.rows());
            }
            sendState();
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

    String stateFor(Viewer viewer, long position, boolean first) {
        JsonObject json = new JsonObject();
        json.addProperty("epoch", program.epoch());
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
        json.addProperty("columns", program.columns());
        json.addProperty("rows", program.rows());
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
}
