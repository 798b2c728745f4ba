package io.sac.sidecar.output;

import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.Errno;
import io.sac.sidecar.posix.Inotify;
import io.sac.sidecar.posix.PosixException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes from the kernel, the moment a file is closed. A folder that appears is watched first and read then, so
 * what was put into it before the watch is found as well.
 */
final class InotifyWatch implements FolderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(InotifyWatch.class);

    private final Beneath root;
    private final byte[] rootName;
    private final Sink sink;
    private final Inotify inotify;
    private final Map<Integer, OutputPath> paths = new HashMap<>();
    private int parentWatch = -1;
    private boolean exhausted;

    /** Watches a folder; {@code rootName} is its name in the trusted folder above it. */
    InotifyWatch(Beneath root, byte[] rootName, Sink sink) throws PosixException {
        this.root = root;
        this.rootName = rootName;
        this.sink = sink;
        this.inotify = new Inotify();
        try (Beneath.OpenFolder parent = root.trusted()) {
            parentWatch = inotify.watch(parent);
            addTree(OutputPath.ROOT, false);
        } catch (PosixException e) {
            inotify.close();
            throw e;
        }
    }

    @Override
    public String word() {
        return "inotify";
    }

    @Override
    public void await(int millis) {
        inotify.await(millis, this::event);
    }

    @Override
    public boolean exhausted() {
        return exhausted;
    }

    private void event(int watch, int mask, byte[] name) {
        if ((mask & Inotify.OVERFLOW) != 0) {
            LOG.info("changes came faster than they could be read; the folder is compared");
            addTree(OutputPath.ROOT, true);
            sink.missed();
            return;
        }
        if (watch == parentWatch) {
            if ((mask & (Inotify.CREATE | Inotify.MOVED_TO)) != 0 && Arrays.equals(name, rootName)) {
                addTree(OutputPath.ROOT, true);
                sink.missed();
            } else if ((mask & Inotify.MOVED_FROM) != 0 && Arrays.equals(name, rootName)) {
                forget(OutputPath.ROOT);
                sink.missed();
            }
            return;
        }
        OutputPath folder = paths.get(watch);
        if (folder == null) {
            return;
        }
        if ((mask & (Inotify.IGNORED | Inotify.DELETE_SELF)) != 0) {
            if ((mask & Inotify.IGNORED) != 0) {
                paths.remove(watch);
            }
            return;
        }
        if (name.length == 0) {
            return;
        }
        if ((mask & Inotify.IS_FOLDER) != 0) {
            folderEvent(mask, folder.child(name, true));
        } else {
            fileEvent(mask, folder, name);
        }
    }

    private void folderEvent(int mask, OutputPath path) {
        if ((mask & (Inotify.CREATE | Inotify.MOVED_TO)) != 0) {
            addTree(path, true);
        } else if ((mask & (Inotify.MOVED_FROM | Inotify.DELETE)) != 0) {
            forget(path);
            sink.touched(path);
        }
    }

    private void fileEvent(int mask, OutputPath folder, byte[] name) {
        OutputPath path = folder.child(name, false);
        if ((mask & (Inotify.CLOSE_WRITE | Inotify.MOVED_TO | Inotify.MOVED_FROM | Inotify.DELETE)) != 0) {
            sink.touched(path);
        } else if ((mask & Inotify.CREATE) != 0 && isFurtherName(folder, name)) {
            sink.touched(path);
        }
    }

    /** A file that is created is closed later, which is told; a further name of one is only created. */
    private boolean isFurtherName(OutputPath folder, byte[] name) {
        try (Beneath.OpenFolder open = root.folder(folder.components())) {
            Beneath.Facts facts = open.facts(name);
            return facts.regular() && facts.links() > 1;
        } catch (PosixException e) {
            return false;
        }
    }

    private void addTree(OutputPath top, boolean tell) {
        Deque<OutputPath> left = new ArrayDeque<>();
        left.add(top);
        while (!left.isEmpty()) {
            OutputPath path = left.remove();
            try (Beneath.OpenFolder folder = root.folder(path.components())) {
                OutputPath known = paths.put(inotify.watch(folder), path);
                boolean tellFiles = tell && !path.equals(known);
                for (Beneath.Entry entry : folder.entries()) {
                    if (entry.kind() == Beneath.Kind.FOLDER) {
                        left.add(path.child(entry.name(), true));
                    } else if (tellFiles && entry.kind() == Beneath.Kind.FILE) {
                        sink.touched(path.child(entry.name(), false));
                    }
                }
            } catch (PosixException e) {
                if (e.errno() == Errno.ENOSPC) {
                    exhausted = true;
                    return;
                }
                LOG.debug("folder {} is not watched: {}", path, e.getMessage());
            }
        }
    }

    private void forget(OutputPath path) {
        List<Integer> beneath = new ArrayList<>();
        paths.forEach((watch, watched) -> {
            if (path.holds(watched)) {
                beneath.add(watch);
            }
        });
        for (int watch : beneath) {
            paths.remove(watch);
            inotify.forget(watch);
        }
    }

    @Override
    public void wake() {
        inotify.wake();
    }

    @Override
    public void close() {
        inotify.close();
    }
}
