package io.sac.sidecar.workspace;

import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.output.OutputPath;
import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.Errno;
import io.sac.sidecar.posix.PosixException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes files into the workspace. Each is written under a name of its own at the top and moved to its place when it is
 * whole: nobody sees half of it, nothing is replaced, and what is cut off leaves nothing.
 */
public final class WorkspaceFiles {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceFiles.class);
    private static final String PREFIX = ".sac-upload-";
    private static final int MOST_NAMES = 1000;

    private final Beneath root;

    /** A file that is in the workspace now. */
    public record Kept(String path, long size, String sha256) {}

    /** Gives the bytes, once it is clear that they are wanted. */
    public interface Content {
        InputStream open() throws IOException;
    }

    /** The name is taken, and no other one was wanted. */
    public static final class NameTakenException extends Exception {
        private static final long serialVersionUID = 1L;

        NameTakenException() {
            super("there is something of this name already");
        }
    }

    /** Removes what an earlier life left half written. */
    public WorkspaceFiles(SidecarConfig config) {
        this.root = new Beneath(config.workspace(), config.workspace());
        try (Beneath.OpenFolder top = root.folder(List.of())) {
            for (Beneath.Entry entry : top.entries()) {
                if (entry.kind() == Beneath.Kind.FILE
                        && new String(entry.name(), StandardCharsets.ISO_8859_1).startsWith(PREFIX)) {
                    top.remove(entry.name(), false);
                }
            }
        } catch (PosixException e) {
            LOG.warn("half-written uploads may be left in the workspace: {}", e.getMessage());
        }
    }

    /**
     * Writes a file; folders on the way are made.
     *
     * @param otherName whether it gets a second name when the first is taken
     * @throws PosixException when the system refuses: a link or a file on the way, a full disk
     * @throws EOFException when the bytes end too early
     */
    public Kept take(OutputPath path, boolean otherName, long size, Content content)
            throws IOException, NameTakenException {
        List<byte[]> parts = path.components();
        List<byte[]> parents = parts.subList(0, parts.size() - 1);
        byte[] own = (PREFIX + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        requireRoom(parents, path.name(), otherName);
        try (Beneath.OpenFolder top = root.folder(List.of())) {
            boolean moved = false;
            try {
                String sha256 = write(top, own, size, content);
                byte[] name = move(top, own, parents, path.name(), otherName ? MOST_NAMES : 1);
                moved = true;
                return new Kept(path.sibling(name).text(), size, sha256);
            } finally {
                if (!moved) {
                    remove(top, own);
                }
            }
        }
    }

    /** Refuses before the bytes come what can be told before; folders are made when the file is whole. */
    private void requireRoom(List<byte[]> parents, byte[] name, boolean otherName)
            throws PosixException, NameTakenException {
        try (Beneath.OpenFolder folder = root.folder(parents)) {
            if (!otherName && folder.has(name)) {
                throw new NameTakenException();
            }
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private static String write(Beneath.OpenFolder top, byte[] name, long size, Content content) throws IOException {
        MessageDigest digest = sha256();
        try (Beneath.OpenFile file = top.create(name)) {
            InputStream in = content.open();
            byte[] buffer = new byte[64 * 1024];
            long left = size;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("the upload broke off");
                }
                file.write(buffer, count);
                digest.update(buffer, 0, count);
                left -= count;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private byte[] move(Beneath.OpenFolder top, byte[] own, List<byte[]> parents, byte[] name, int most)
            throws PosixException, NameTakenException {
        try (Beneath.OpenFolder folder = root.madeFolder(parents)) {
            for (int n = 1; n <= most; n++) {
                byte[] free = FreeName.of(name, n);
                try {
                    top.move(own, folder, free);
                    return free;
                } catch (PosixException e) {
                    if (e.errno() != Errno.EEXIST) {
                        throw e;
                    }
                }
            }
        }
        throw new NameTakenException();
    }

    private static void remove(Beneath.OpenFolder top, byte[] name) {
        try {
            top.remove(name, false);
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT) {
                LOG.warn("a half-written upload stays in the workspace: {}", e.getMessage());
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
