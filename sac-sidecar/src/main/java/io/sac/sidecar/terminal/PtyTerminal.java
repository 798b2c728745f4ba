package io.sac.sidecar.terminal;

import io.sac.sidecar.posix.Poll;
import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.posix.Pty;
import io.sac.sidecar.process.ProcessTree;
import io.sac.sidecar.process.Reaper;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program on the sidecar's own PTY, with one thread that reads it and hands its bytes on. */
final class PtyTerminal implements Terminal {
    private static final Logger LOG = LoggerFactory.getLogger(PtyTerminal.class);
    private static final int LAST_WORDS_MILLIS = 300;

    private final Pty pty;
    private final int pid;
    private final CompletableFuture<Integer> exit;
    private final ProcessTree tree;
    private final Listener listener;
    private final String variable;
    private volatile boolean roomWanted;

    private PtyTerminal(Pty pty, Reaper.Child child, ProcessTree tree, Listener listener, String variable) {
        this.pty = pty;
        this.pid = child.pid();
        this.exit = child.exit();
        this.tree = tree;
        this.listener = listener;
        this.variable = variable;
    }

    static PtyTerminal start(TerminalOpener.Opening opening, Reaper reaper, ProcessTree tree, Listener listener)
            throws PosixException {
        Pty pty = Pty.open(opening.columns(), opening.rows());
        try {
            Reaper.Child child =
                    reaper.start(() -> pty.spawn(opening.command(), opening.environment(), opening.directory()));
            tree.limit(child.pid());
            PtyTerminal terminal = new PtyTerminal(pty, child, tree, listener, "SAC_SESSION_ID=" + opening.session());
            child.exit().thenRun(pty::wake);
            Thread.ofPlatform().daemon().name("pty " + opening.session()).start(terminal::run);
            return terminal;
        } catch (PosixException e) {
            pty.close();
            throw e;
        }
    }

    private void run() {
        try {
            long deadline = 0;
            while (true) {
                long hold = listener.holdMillis();
                boolean exited = exit.isDone();
                if (exited && deadline == 0) {
                    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS);
                }
                if (exited && System.nanoTime() - deadline > 0) {
                    break;
                }
                int timeout = exited ? LAST_WORDS_MILLIS : hold == 0 ? -1 : (int) hold;
                int ready = pty.await(hold == 0 || exited, roomWanted, timeout);
                if ((ready & Poll.OUT) != 0) {
                    roomWanted = false;
                    listener.writable();
                }
                if ((ready & (Poll.IN | Poll.HANG_UP | Poll.ERROR)) != 0) {
                    ByteBuffer bytes = pty.read();
                    if (bytes == null) {
                        break;
                    }
                    if (bytes.hasRemaining()) {
                        listener.output(bytes);
                    }
                }
            }
        } catch (RuntimeException e) {
            LOG.error("a terminal's reader failed", e);
        }
        finish();
    }

    private void finish() {
        pty.close();
        int code = -1;
        try {
            // The terminal is closed; a program that lives on without one has nothing left to say here.
            code = exit.get(2, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            end();
        } catch (InterruptedException | ExecutionException e) {
            LOG.warn("a program's exit code is unknown", e);
        }
        listener.ended(code);
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return pty.write(bytes, offset, length);
    }

    @Override
    public void awaitRoom() {
        roomWanted = true;
        pty.wake();
    }

    @Override
    public void resize(int columns, int rows) {
        pty.resize(columns, rows);
    }

    @Override
    public void wake() {
        pty.wake();
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public boolean foreground() {
        return pty.foregroundGroup() == pid;
    }

    @Override
    public void end() {
        tree.end(pid, variable);
    }
}
