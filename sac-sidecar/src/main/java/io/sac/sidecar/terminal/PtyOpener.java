package io.sac.sidecar.terminal;

import io.sac.sidecar.process.ProcessTree;
import io.sac.sidecar.process.Reaper;
import java.io.IOException;

/** Starts programs on the sidecar's own PTYs. */
final class PtyOpener implements TerminalOpener {
    private final Reaper reaper;
    private final ProcessTree tree;

    PtyOpener(Reaper reaper, ProcessTree tree) {
        this.reaper = reaper;
        this.tree = tree;
    }

    @Override
    public Terminal open(Opening opening, Terminal.Listener listener) throws IOException {
        return PtyTerminal.start(opening, reaper, tree, listener);
    }
}
