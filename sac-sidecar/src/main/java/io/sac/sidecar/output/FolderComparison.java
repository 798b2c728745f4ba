package io.sac.sidecar.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.server.Reply;
import io.sac.sidecar.server.ServerClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the whole folder with what the server holds and touches every path that differs. Both are read in the order of
 * their paths' bytes, a page and a folder at a time, so that memory does not grow with the number of files.
 */
final class FolderComparison {
    private static final int PAGE = 1000;

    private final Beneath root;
    private final ServerClient server;
    private final ChangeQueue queue;

    FolderComparison(Beneath root, ServerClient server, ChangeQueue queue) {
        this.root = root;
        this.server = server;
        this.queue = queue;
    }

    private record Here(OutputPath path, byte[] key, Beneath.Facts facts) {}

    private record There(
            String path, byte[] key, long size, @Nullable Instant modified) {}

    /** Runs through; answers how many paths differ. */
    int run() throws IOException {
        int differing = 0;
        Iterator<Here> local = new Walk();
        Pages remote = new Pages();
        Here here = local.hasNext() ? local.next() : null;
        There there = remote.next();
        while (here != null || there != null) {
            int order = here == null ? 1 : there == null ? -1 : Arrays.compareUnsigned(here.key, there.key);
            if (order > 0 && there != null) {
                queue.touch(OutputPath.of(there.path));
                differing++;
                there = remote.next();
            } else if (here != null) {
                if (order < 0 || there == null || differs(here, there)) {
                    queue.touch(here.path);
                    differing++;
                }
                if (order == 0) {
                    there = remote.next();
                }
                here = local.hasNext() ? local.next() : null;
            }
        }
        return differing;
    }

    /** The server's database keeps microseconds. */
    private static boolean differs(Here here, There there) {
        Instant modified = Instant.ofEpochSecond(here.facts.seconds(), here.facts.nanos());
        return here.facts.size() != there.size
                || there.modified == null
                || !modified.truncatedTo(ChronoUnit.MICROS).equals(there.modified.truncatedTo(ChronoUnit.MICROS));
    }

    private final class Pages {
        private final Deque<There> page = new ArrayDeque<>();
        private String after = "";
        private boolean last;

        @Nullable
        There next() throws IOException {
            while (page.isEmpty() && !last) {
                load();
            }
            return page.poll();
        }

        private void load() throws IOException {
            Reply reply = server.get("/api/internal/output/files?limit=" + PAGE + "&after=" + Uploader.encoded(after));
            if (reply.verdict() != Reply.Verdict.DONE) {
                throw new IOException("the server does not say what it holds: " + reply.status());
            }
            try {
                Fields fields = Fields.of(reply.body());
                JsonElement files = fields.any("files");
                String next = fields.optionalText("next");
                for (JsonElement element : files instanceof JsonArray array ? array : new JsonArray()) {
                    Fields file = Fields.of(element);
                    String path = file.text("path");
                    Long size = file.optionalNumber("size");
                    page.add(new There(
                            path,
                            path.getBytes(StandardCharsets.UTF_8),
                            size == null ? -1 : size,
                            instant(file.optionalText("modified_at"))));
                }
                last = next == null || next.equals(after);
                after = next == null ? "" : next;
            } catch (BadJsonException e) {
                throw new IOException("the server's list is not understood: " + e.getMessage());
            }
        }

        private static @Nullable Instant instant(@Nullable String text) {
            try {
                return text == null ? null : Instant.parse(text);
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }

    /** All regular files in the order of their paths' bytes: a folder sorts as its name with a slash. */
    private final class Walk implements Iterator<Here> {
        private final Deque<Iterator<Named>> levels = new ArrayDeque<>();
        private @Nullable Here ahead;

        private record Named(OutputPath path, byte[] key, Beneath.@Nullable Facts facts) {}

        Walk() throws PosixException {
            levels.push(list(OutputPath.ROOT).iterator());
            advance();
        }

        private List<Named> list(OutputPath path) throws PosixException {
            List<Named> names = new ArrayList<>();
            try (Beneath.OpenFolder folder = root.folder(path.components())) {
                for (Beneath.Entry entry : folder.entries()) {
                    add(names, path, folder, entry);
                }
            } catch (PosixException e) {
                if (path.equals(OutputPath.ROOT)) {
                    throw e;
                }
            }
            names.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
            return names;
        }

        private static void add(List<Named> names, OutputPath path, Beneath.OpenFolder folder, Beneath.Entry entry) {
            boolean isFolder = entry.kind() == Beneath.Kind.FOLDER;
            if (!isFolder && (entry.kind() != Beneath.Kind.FILE || IgnoredNames.ignores(entry.name()))) {
                return;
            }
            OutputPath child = path.child(entry.name(), isFolder);
            byte[] key = (isFolder ? child.text() + '/' : child.text()).getBytes(StandardCharsets.UTF_8);
            try {
                names.add(new Named(child, key, isFolder ? null : folder.facts(entry.name())));
            } catch (PosixException e) {
                // It went away while the folder was read; the watcher tells.
                return;
            }
        }

        private void advance() throws PosixException {
            ahead = null;
            while (!levels.isEmpty() && ahead == null) {
                Iterator<Named> level = levels.peek();
                if (level == null || !level.hasNext()) {
                    levels.pop();
                    continue;
                }
                Named next = level.next();
                if (next.facts == null) {
                    levels.push(list(next.path).iterator());
                } else if (next.facts.regular()) {
                    ahead = new Here(next.path, next.key, next.facts);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public Here next() {
            Here now = ahead;
            if (now == null) {
                throw new java.util.NoSuchElementException();
            }
            try {
                advance();
            } catch (PosixException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return now;
        }
    }
}
