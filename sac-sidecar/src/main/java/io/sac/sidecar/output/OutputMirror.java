package io.sac.sidecar.output;

import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.Errno;
import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.server.Backoff;
import io.sac.sidecar.server.DeadLetters;
import io.sac.sidecar.server.Notices;
import io.sac.sidecar.server.ServerClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the server's copy of the output folder like the folder. */
public final class OutputMirror implements FolderWatch.Sink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputMirror.class);
    private static final int WORKERS = 4;
    private static final int DEBOUNCE_MILLIS = 50;
    private static final String SCANNING =
            "Nothing tells of changes in the output folder here, so it is looked through every second.";
    private static final long COMPARE_EVERY = TimeUnit.MINUTES.toNanos(10);

    private final Beneath root;
    private final FolderWatches watches;
    private final Notices notices;
    private final ChangeQueue queue = new ChangeQueue(this::missed);
    private final ServerClient server;
    private final Uploader uploader;
    private volatile FolderWatch watch;
    private volatile boolean closed;
    private boolean compareWanted;
    private boolean serverKnown;

    /** Prepares the mirror; {@link #start()} begins. */
    public OutputMirror(SidecarConfig config, ServerClient server, Notices notices, DeadLetters deadLetters) {
        this.root = new Beneath(config.workspace(), config.output());
        this.watches = new FolderWatches(config, root, this);
        this.notices = notices;
        this.server = server;
        this.uploader = new Uploader(
                root,
                queue,
                server,
                new Revisions(config.stateDir().resolve("revision")),
                config.limits().fileBytes(),
                notices,
                deadLetters);
        this.watch = open();
    }

    private FolderWatch open() {
        FolderWatch best = watches.best();
        if (best instanceof ScanWatch) {
            LOG.warn(SCANNING);
            notices.add("watch", "output", "scan", SCANNING);
        }
        return best;
    }

    /** Begins to watch, compare and send. */
    public void start() {
        for (int n = 0; n < WORKERS; n++) {
            Thread.ofPlatform().daemon().name("output " + n).start(uploader::run);
        }
        Thread.ofPlatform().daemon().name("output watch").start(this::watch);
        Thread.ofPlatform().daemon().name("output compare").start(this::compare);
    }

    private void watch() {
        while (!closed) {
            try {
                watch.await(60_000);
                if (watch.exhausted()) {
                    watch.close();
                    watch = open();
                    missed();
                }
            } catch (RuntimeException e) {
                LOG.error("a change in the output folder could not be followed; it is compared", e);
                missed();
            }
        }
        watch.close();
    }

    @Override
    public void touched(OutputPath path) {
        touch(path, 0);
    }

    @Override
    public void changing(OutputPath path) {
        touch(path, DEBOUNCE_MILLIS);
    }

    private void touch(OutputPath path, long delayMillis) {
        if (path.folder() || !IgnoredNames.ignores(path.name())) {
            queue.touch(path, delayMillis);
        }
    }

    @Override
    public synchronized void missed() {
        compareWanted = true;
        notifyAll();
    }

    private void compare() {
        Backoff backoff = new Backoff();
        FolderComparison comparison = new FolderComparison(root, server, queue);
        while (!closed) {
            try {
                awaitTurn();
                if (closed) {
                    return;
                }
                int differing = comparison.run();
                LOG.info("output compared: {} paths differ", differing);
                backoff.reset();
            } catch (IOException | BadJsonException | java.io.UncheckedIOException e) {
                LOG.info("the output folder cannot be compared now: {}", e.getMessage());
                retryLater(backoff.nextMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("the comparison of the output folder failed", e);
                retryLater(backoff.nextMillis());
            }
        }
    }

    private synchronized void awaitTurn() throws InterruptedException {
        long until = System.nanoTime() + COMPARE_EVERY;
        while (!closed && !(compareWanted && serverKnown)) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0 && serverKnown) {
                break;
            }
            wait(Math.max(left, 1000));
        }
        compareWanted = false;
    }

    private synchronized void retryLater(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            closed = true;
        }
        compareWanted = true;
    }

    /** The server answered: what was deleted there while nobody listened is deleted here before anything is compared. */
    public void answered(List<String> tombstones) {
        uploader.serverBack();
        for (String path : tombstones) {
            try {
                delete(path);
            } catch (IOException | BadJsonException e) {
                LOG.warn("{} could not be deleted: {}", path, e.getMessage());
            }
        }
        synchronized (this) {
            if (!serverKnown) {
                serverKnown = true;
                compareWanted = true;
                notifyAll();
            }
        }
    }

    /** Deletes a file, or a folder when the path ends with a slash; nothing happens when it is not there. */
    public void delete(String text) throws IOException {
        OutputPath path = OutputPath.of(text);
        if (path.components().isEmpty()) {
            throw new BadJsonException("the output folder itself cannot be deleted");
        }
        List<byte[]> parts = path.components();
        try (Beneath.OpenFolder parent = root.folder(parts.subList(0, parts.size() - 1))) {
            if (path.folder()) {
                deleteTree(parent, path.name());
            } else {
                parent.remove(path.name(), false);
            }
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
                throw e;
            }
        }
        queue.touch(path);
    }

    private static void deleteTree(Beneath.OpenFolder parent, byte[] name) throws PosixException {
        try (Beneath.OpenFolder folder = parent.folder(name)) {
            for (Beneath.Entry entry : folder.entries()) {
                if (entry.kind() == Beneath.Kind.FOLDER) {
                    deleteTree(folder, entry.name());
                } else {
                    folder.remove(entry.name(), false);
                }
            }
        }
        parent.remove(name, true);
    }

    /** How many paths wait or are under way. */
    public int queued() {
        return queue.size();
    }

    /** How changes are heard of. */
    public String watching() {
        return watch.word();
    }

    /** Waits, for at most this long, until everything was sent. */
    public void flush(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (queue.size() > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.close();
        watch.wake();
        synchronized (this) {
            notifyAll();
        }
    }
}
