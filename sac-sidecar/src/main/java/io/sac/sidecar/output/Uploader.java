package io.sac.sidecar.output;

import com.google.gson.JsonObject;
import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.Errno;
import io.sac.sidecar.posix.PosixException;
import io.sac.sidecar.server.Backoff;
import io.sac.sidecar.server.DeadLetters;
import io.sac.sidecar.server.Notices;
import io.sac.sidecar.server.Reply;
import io.sac.sidecar.server.ServerClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes paths from the queue and makes the server's copy like what is there: sends a file's bytes or the word that it is gone. */
final class Uploader {
    private static final Logger LOG = LoggerFactory.getLogger(Uploader.class);
    private static final int CHANGED_MILLIS = 100;
    private static final int FULL_MILLIS = 30_000;
    private static final int ENXIO = 6;
    private static final String NOTICE = "output";

    private final Beneath root;
    private final ChangeQueue queue;
    private final ServerClient server;
    private final Revisions revisions;
    private final HardLinks hardLinks;
    private final long fileBytes;
    private final Notices notices;
    private final DeadLetters deadLetters;
    private final Backoff backoff = new Backoff();

    Uploader(
            Beneath root,
            ChangeQueue queue,
            ServerClient server,
            Revisions revisions,
            long fileBytes,
            Notices notices,
            DeadLetters deadLetters) {
        this.root = root;
        this.queue = queue;
        this.server = server;
        this.revisions = revisions;
        this.hardLinks = new HardLinks(root);
        this.fileBytes = fileBytes;
        this.notices = notices;
        this.deadLetters = deadLetters;
    }

    /** The file changed while it was read. */
    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    void run() {
        try {
            for (OutputPath path = queue.take(); path != null; path = queue.take()) {
                long again = -1;
                try {
                    again = serve(path);
                } catch (RuntimeException e) {
                    LOG.error("output {}: could not be looked at", path, e);
                    again = FULL_MILLIS;
                } finally {
                    queue.done(path, again);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers after how many milliseconds to look again; negative: never. */
    private long serve(OutputPath path) {
        try {
            return looked(path);
        } catch (ChangedException e) {
            return CHANGED_MILLIS;
        } catch (IOException first) {
            // A connection kept from the last file may have been closed since; a fresh one tells whether the server is
            // there.
            try {
                return looked(path);
            } catch (ChangedException e) {
                return CHANGED_MILLIS;
            } catch (IOException e) {
                LOG.debug("output {}: {}", path, e.toString());
                away();
                return 0;
            }
        }
    }

    private void away() {
        synchronized (backoff) {
            // Several workers see the server go at the same time; that is one failure.
            if (!queue.held()) {
                queue.hold(backoff.nextMillis());
            }
        }
    }

    /** The server is there. */
    void serverBack() {
        synchronized (backoff) {
            backoff.reset();
            queue.release();
        }
    }

    private long looked(OutputPath path) throws IOException {
        if (path.folder()) {
            return exists(path) ? -1 : delete(path);
        }
        Beneath.OpenFile opened;
        try {
            opened = root.file(path.components());
        } catch (PosixException e) {
            if (isGone(e)) {
                return delete(path);
            }
            if (e.errno() == Errno.EMFILE) {
                throw e;
            }
            leaveOut(path, "unreadable", "The file cannot be read: " + e.getMessage());
            return -1;
        }
        try (Beneath.OpenFile file = opened) {
            Beneath.Facts facts = file.facts();
            if (!facts.regular()) {
                return delete(path);
            }
            if (facts.size() > fileBytes) {
                leaveOut(
                        path,
                        "too-large",
                        "The file has " + facts.size() + " bytes; at most " + fileBytes + " are sent.");
                return -1;
            }
            if (facts.links() > 1 && !hardLinks.allInside(facts)) {
                leaveOut(path, "linked", "The file has further names outside of the output folder.");
                return -1;
            }
            return upload(path, file, facts);
        }
    }

    private void leaveOut(OutputPath path, String reason, String detail) {
        if (notices.add(NOTICE, path.toString(), reason, detail)) {
            LOG.warn("output {} is not sent: {}", path, detail);
        }
    }

    private long upload(OutputPath path, Beneath.OpenFile file, Beneath.Facts facts) throws IOException {
        Reply reply = server.send(
                "PUT",
                "/api/internal/output/file?path=" + encoded(path.text()),
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "Sac-Modified-At",
                        Instant.ofEpochSecond(facts.seconds(), facts.nanos()).toString(),
                        "Sac-Revision",
                        Long.toString(revisions.next())),
                facts.size(),
                out -> copy(file, facts.size(), out));
        long again = judge(path, reply);
        if (again < 0 && differs(facts, file.facts())) {
            return CHANGED_MILLIS;
        }
        return again;
    }

    private static boolean differs(Beneath.Facts before, Beneath.Facts after) {
        return before.size() != after.size() || before.seconds() != after.seconds() || before.nanos() != after.nanos();
    }

    private static void copy(Beneath.OpenFile file, long size, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(64 * 1024, Math.max(size, 1))];
        long left = size;
        while (left > 0) {
            int count = file.read(buffer, (int) Math.min(buffer.length, left));
            if (count == 0) {
                throw new ChangedException();
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    private long delete(OutputPath path) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("path", path.text());
        json.addProperty("revision", revisions.next());
        json.addProperty("directory", path.folder());
        return judge(path, server.post("/api/internal/output/delete", json));
    }

    private long judge(OutputPath path, Reply reply) {
        if (reply.verdict() == Reply.Verdict.DONE || reply.status() == 409) {
            synchronized (backoff) {
                backoff.reset();
            }
            notices.settle(NOTICE, path.toString());
            return -1;
        }
        if (reply.status() == 507) {
            if (notices.add(NOTICE, path.toString(), "no-room", DeadLetters.detail(reply))) {
                LOG.warn("output {} waits: the server has no room", path);
            }
            return FULL_MILLIS;
        }
        if (reply.verdict() == Reply.Verdict.REFUSED) {
            JsonObject item = new JsonObject();
            item.addProperty("path", path.toString());
            deadLetters.add(NOTICE, path.toString(), reply, item);
            return -1;
        }
        away();
        return 0;
    }

    private boolean exists(OutputPath path) throws PosixException {
        try (Beneath.OpenFolder folder = root.folder(path.components())) {
            return folder != null;
        } catch (PosixException e) {
            if (isGone(e)) {
                return false;
            }
            throw e;
        }
    }

    /** A link, a pipe or a socket in a file's place means that the file is gone. */
    private static boolean isGone(PosixException e) {
        return e.errno() == Errno.ENOENT
                || e.errno() == Errno.ENOTDIR
                || e.errno() == Errno.ELOOP
                || e.errno() == ENXIO;
    }

    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "-._~/".indexOf(b) >= 0;
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b & 0xff) >> 4, 16))
                        .append(Character.forDigit(b & 0xf, 16));
            }
        }
        return encoded.toString();
    }
}
