package io.sac.sidecar.terminal;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Makes terminals: on the sidecar's own PTYs, or by connecting to ttyd. */
interface TerminalOpener {

    /** What to open for a session. */
    record Opening(
            UUID session, List<String> command, List<String> environment, String directory, int columns, int rows) {}

    /** Opens a terminal; its listener may be called before this returns. */
    Terminal open(Opening opening, Terminal.Listener listener) throws IOException;
}
