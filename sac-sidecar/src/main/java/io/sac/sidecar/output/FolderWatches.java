package io.sac.sidecar.output;

import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.PosixException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the best way to hear of changes that works here: inotify, Java's watch service, looking through the folder. A
 * way is believed when it told of a file made for that: users have few inotify instances on some nodes, and some file
 * systems give watches that never tell anything.
 */
final class FolderWatches {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatches.class);
    private static final String PROBE = ".sac-probe-";
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SidecarConfig config;
    private final Beneath root;
    private final FolderWatch.Sink sink;

    /** A way that may not be there. */
    private interface Way {
        FolderWatch open(FolderWatch.Sink sink) throws IOException;
    }

    FolderWatches(SidecarConfig config, Beneath root, FolderWatch.Sink sink) {
        this.config = config;
        this.root = root;
        this.sink = sink;
    }

    /** Whether a name is a probe's. */
    static boolean isProbe(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1).startsWith(PROBE);
    }

    FolderWatch best() {
        String name = config.workspace().relativize(config.output()).toString();
        List<Way> ways = List.of(
                told -> new InotifyWatch(root, name.getBytes(StandardCharsets.UTF_8), told),
                told -> new JavaWatch(config.output(), told));
        // "scan" leaves out both, "watchservice" the first.
        int first = List.of("inotify", "watchservice", "scan").indexOf(config.outputWatch());
        for (Way way : ways.subList(Math.max(first, 0), ways.size())) {
            FolderWatch watch = opened(way);
            if (watch != null) {
                return watch;
            }
        }
        return new ScanWatch(root, sink);
    }

    private @Nullable FolderWatch opened(Way way) {
        Probing probing = new Probing();
        try {
            FolderWatch watch = way.open(probing);
            try {
                if (!watch.exhausted() && probing.hears(watch)) {
                    return watch;
                }
                LOG.info("{} tells nothing of this folder", watch.word());
            } catch (IOException e) {
                LOG.info("{} cannot be tried: {}", watch.word(), e.getMessage());
            }
            watch.close();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("a way of hearing of changes is not to be had: {}", e.toString());
        }
        return null;
    }

    /** Passes everything on but the word on the probe. */
    private final class Probing implements FolderWatch.Sink {
        private boolean heard;

        boolean hears(FolderWatch watch) throws PosixException {
            byte[] name = (PROBE + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
            try (Beneath.OpenFolder folder = root.folder(List.of())) {
                removeLeftovers(folder);
                try {
                    folder.create(name).close();
                } catch (PosixException e) {
                    LOG.info("no probe can be made in the output folder: {}", e.getMessage());
                    return true;
                }
                long until = System.nanoTime() + PROBE_NANOS;
                while (!heard && System.nanoTime() < until) {
                    watch.await(100);
                }
                folder.remove(name, false);
            }
            return heard;
        }

        /** Probes of a sidecar that was killed. */
        private static void removeLeftovers(Beneath.OpenFolder folder) throws PosixException {
            for (Beneath.Entry entry : folder.entries()) {
                if (entry.kind() == Beneath.Kind.FILE && isProbe(entry.name())) {
                    folder.remove(entry.name(), false);
                }
            }
        }

        @Override
        public void touched(OutputPath path) {
            if (isProbe(path.name())) {
                heard = true;
            } else {
                sink.touched(path);
            }
        }

        @Override
        public void changing(OutputPath path) {
            if (isProbe(path.name())) {
                heard = true;
            } else {
                sink.changing(path);
            }
        }

        @Override
        public void missed() {
            sink.missed();
        }
    }
}
