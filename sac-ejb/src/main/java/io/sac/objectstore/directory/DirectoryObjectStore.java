package io.sac.objectstore.directory;

import io.sac.objectstore.ListedObject;
import io.sac.objectstore.ObjectKey;
import io.sac.objectstore.ObjectStore;
import io.sac.objectstore.ObjectStoreProblems;
import io.sac.objectstore.Sha256;
import io.sac.objectstore.StoredContent;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects as files, two levels of folders deep so that no folder grows large. An object is written beside, made
 * durable and renamed into place. A marker file tells an empty store from a disk that is not mounted.
 */
public class DirectoryObjectStore implements ObjectStore {
    private static final String MARKER = ".sac-objects";
    private static final String UNFINISHED = "unfinished";
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path root;

    /** A store in this folder, which is made when it is not there yet. */
    public DirectoryObjectStore(Path root) {
        this.root = root;
        try {
            if (!Files.exists(root.resolve(MARKER)) && isMissingOrEmpty(root)) {
                Files.createDirectories(root.resolve(UNFINISHED));
                Files.createFile(root.resolve(MARKER));
            }
        } catch (FileAlreadyExistsException e) {
            // Another process was faster; both wanted the same.
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    @Override
    public StoredContent put(ObjectKey key, long size, InputStream content) throws IOException {
        requireMarker();
        Path unfinished = root.resolve(UNFINISHED).resolve(key + "." + UUID.randomUUID());
        try {
            StoredContent stored = write(unfinished, size, content);
            moveIntoPlace(unfinished, key);
            return stored;
        } finally {
            deleteQuietly(unfinished);
        }
    }

    @Override
    public Optional<InputStream> open(ObjectKey key) {
        return openAt(key, 0).map(Channels::newInputStream);
    }

    @Override
    public Optional<InputStream> open(ObjectKey key, long offset, long length) {
        return openAt(key, offset).map(channel -> new LimitedInputStream(Channels.newInputStream(channel), length));
    }

    @Override
    public OptionalLong size(ObjectKey key) {
        try {
            return OptionalLong.of(Files.size(fileOf(key)));
        } catch (NoSuchFileException e) {
            requireMarker();
            return OptionalLong.empty();
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    @Override
    public void delete(ObjectKey key) {
        try {
            if (!Files.deleteIfExists(fileOf(key))) {
                requireMarker();
            }
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    @Override
    public List<ListedObject> list(@Nullable ObjectKey after, int limit) {
        requireMarker();
        String last = after == null ? "" : after.value();
        var found = new ArrayList<ListedObject>();
        for (String first : namesIn(root, 2, prefixOf(last, 0))) {
            for (String second :
                    namesIn(root.resolve(first), 2, first.equals(prefixOf(last, 0)) ? prefixOf(last, 2) : "")) {
                for (String name : namesIn(root.resolve(first).resolve(second), 32, last)) {
                    if (name.compareTo(last) > 0 && ObjectKey.isValid(name)) {
                        describe(new ObjectKey(name)).ifPresent(found::add);
                    }
                    if (found.size() == limit) {
                        return found;
                    }
                }
            }
        }
        return found;
    }

    @Override
    public int removeUnfinished(Instant startedBefore) {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve(UNFINISHED))) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(startedBefore) && Files.deleteIfExists(file)) {
                    removed++;
                }
            }
        } catch (NoSuchFileException e) {
            return removed; // An upload ended meanwhile; what is left is found by the next sweep.
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
        return removed;
    }

    @Override
    public void checkHealth() {
        requireMarker();
        if (!Files.isWritable(root.resolve(UNFINISHED))) {
            throw ObjectStoreProblems.unavailable("The folder for stored files cannot be written to.", null);
        }
        try {
            if (Files.getFileStore(root).getUsableSpace() < BUFFER_BYTES) {
                throw ObjectStoreProblems.full(null);
            }
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private static boolean isMissingOrEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private void requireMarker() {
        if (!Files.exists(root.resolve(MARKER))) {
            throw ObjectStoreProblems.unavailable(
                    "The folder for stored files is not there. Is its disk mounted? It should hold a file named "
                            + MARKER + ".",
                    null);
        }
    }

    private Path fileOf(ObjectKey key) {
        String name = key.value();
        return root.resolve(name.substring(0, 2)).resolve(name.substring(2, 4)).resolve(name);
    }

    private static StoredContent write(Path file, long size, InputStream content) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        long written = 0;
        try (FileChannel channel = create(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                written += read;
                if (written > size) {
                    throw new StreamCorruptedException("The content is longer than it said.");
                }
                digest.update(buffer, 0, read);
                append(channel, buffer, read);
            }
            if (written < size) {
                throw new EOFException("The content ended after " + written + " of " + size + " bytes.");
            }
            force(channel);
        }
        return new StoredContent(size, HexFormat.of().formatHex(digest.digest()));
    }

    private static FileChannel create(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private static void append(FileChannel channel, byte[] buffer, int length) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private static void force(FileChannel channel) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private void moveIntoPlace(Path from, ObjectKey key) {
        try {
            Path first = root.resolve(key.value().substring(0, 2));
            Path second = first.resolve(key.value().substring(2, 4));
            if (!Files.isDirectory(second)) {
                Files.createDirectories(second);
                forceFolder(first);
                forceFolder(root);
            }
            Files.move(from, fileOf(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(second);
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows does not open folders; its file system journals names by itself.
            if (File.separatorChar == '/') {
                throw e;
            }
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // removeUnfinished() tries again.
        }
    }

    private Optional<FileChannel> openAt(ObjectKey key, long offset) {
        try {
            FileChannel channel = FileChannel.open(fileOf(key), StandardOpenOption.READ);
            channel.position(offset);
            return Optional.of(channel);
        } catch (NoSuchFileException e) {
            requireMarker();
            return Optional.empty();
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private Optional<ListedObject> describe(ObjectKey key) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(fileOf(key), BasicFileAttributes.class);
            return Optional.of(new ListedObject(
                    key, attributes.size(), attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
    }

    private static String prefixOf(String key, int from) {
        return key.isEmpty() ? "" : key.substring(from, from + 2);
    }

    private static List<String> namesIn(Path folder, int length, String from) {
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.length() == length && name.compareTo(from) >= 0) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw ObjectStoreProblems.from(e);
        }
        names.sort(null);
        return names;
    }
}
