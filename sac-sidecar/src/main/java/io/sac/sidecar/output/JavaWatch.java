package io.sac.sidecar.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes from Java's own watch service, where inotify is not to be had directly. It does not tell when a file
 * was closed, so a path is looked at a moment after it changed. It tells names only; what is sent is opened beneath the
 * root as ever, so a link that takes a watched folder's place gives nothing away.
 */
final class JavaWatch implements FolderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(JavaWatch.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path root;
    private final Sink sink;
    private final WatchService service;
    private final WatchKey parent;
    private final Map<WatchKey, Watched> folders = new HashMap<>();
    private boolean exhausted;
    private volatile boolean woken;

    private record Watched(Path folder, OutputPath path) {}

    /** Watches a folder and the one above it, for the folder itself may be replaced. */
    JavaWatch(Path root, Sink sink) throws IOException {
        this.root = root;
        this.sink = sink;
        this.service = root.getFileSystem().newWatchService();
        try {
            Path above = root.getParent();
            this.parent = (above == null ? root : above).register(service, KINDS);
            addTree(root, OutputPath.ROOT, false);
        } catch (IOException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    @Override
    public String word() {
        return "watchservice";
    }

    @Override
    public boolean exhausted() {
        return exhausted;
    }

    @Override
    public void await(int millis) {
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            WatchKey key = null;
            while (key == null && !woken && System.nanoTime() < until) {
                // The service knows no wake but its own closing.
                key = service.poll(Math.min(millis, 250), TimeUnit.MILLISECONDS);
            }
            woken = false;
            while (key != null) {
                take(key);
                key = service.poll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.debug("the watch was closed");
        }
    }

    private void take(WatchKey key) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                LOG.info("changes came faster than they could be read; the folder is compared");
                addTree(root, OutputPath.ROOT, true);
                sink.missed();
            } else if (event.context() instanceof Path name) {
                if (key.equals(parent)) {
                    parentEvent(event.kind(), name);
                } else {
                    event(folders.get(key), event.kind(), name);
                }
            }
        }
        if (!key.reset()) {
            folders.remove(key);
        }
    }

    private void parentEvent(WatchEvent.Kind<?> kind, Path name) {
        if (name.equals(root.getFileName()) && kind != StandardWatchEventKinds.ENTRY_MODIFY) {
            forget(OutputPath.ROOT);
            if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
                addTree(root, OutputPath.ROOT, true);
            }
            sink.missed();
        }
    }

    private void event(@org.jspecify.annotations.Nullable Watched watched, WatchEvent.Kind<?> kind, Path name) {
        if (watched == null) {
            return;
        }
        Path file = watched.folder.resolve(name);
        byte[] bytes = bytes(name);
        OutputPath asFolder = watched.path.child(bytes, true);
        if (kind == StandardWatchEventKinds.ENTRY_DELETE) {
            if (forget(asFolder)) {
                sink.touched(asFolder);
            } else {
                sink.touched(watched.path.child(bytes, false));
            }
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            if (kind == StandardWatchEventKinds.ENTRY_CREATE) {
                addTree(file, asFolder, true);
            }
        } else {
            sink.changing(watched.path.child(bytes, false));
        }
    }

    private void addTree(Path top, OutputPath topPath, boolean tell) {
        Deque<Watched> left = new ArrayDeque<>();
        left.add(new Watched(top, topPath));
        while (!left.isEmpty()) {
            Watched next = left.remove();
            if (!Files.isDirectory(next.folder, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try {
                folders.put(next.folder.register(service, KINDS), next);
            } catch (IOException e) {
                // No watches are left, or the folder is gone; a folder that is there and not watched must be scanned.
                exhausted |= Files.isDirectory(next.folder, LinkOption.NOFOLLOW_LINKS);
                continue;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(next.folder)) {
                for (Path entry : entries) {
                    byte[] name = bytes(entry.getFileName());
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        left.add(new Watched(entry, next.path.child(name, true)));
                    } else if (tell) {
                        sink.changing(next.path.child(name, false));
                    }
                }
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                LOG.debug("folder {} went away while it was read", next.path);
            }
        }
    }

    /** Watches a folder and what is beneath no longer; answers whether it was watched. */
    private boolean forget(OutputPath path) {
        return folders.entrySet().removeIf(entry -> {
            boolean beneath = path.holds(entry.getValue().path);
            if (beneath) {
                entry.getKey().cancel();
            }
            return beneath;
        });
    }

    /** A name's bytes: its text would lose those that are not UTF-8, its address escapes them. */
    private static byte[] bytes(Path name) {
        String raw = name.toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int i = raw.lastIndexOf('/', end - 1) + 1;
        while (i < end) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 3;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                i++;
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public void wake() {
        woken = true;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.debug("the watch could not be closed", e);
        }
    }
}
