package io.sac.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server's Java learned in one start, for every start after it: its classes verified and linked, and which of
 * its methods are worth compiling. It belongs to the product, so all SACs of one checkout share it. A class that has
 * changed since is read as if there were no cache; another Java, Liberty, configuration or set of libraries
 * gets a cache of its own.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
 */
final class StartCache {
    private static final Logger LOG = LoggerFactory.getLogger(StartCache.class);

    private final Path folder;
    private final String key;

    private StartCache(Path folder, String key) {
        this.folder = folder;
        this.key = key;
    }

    static StartCache of(Product product) throws IOException {
        MessageDigest digest = ProductBuild.sha256();
        for (String part : List.of(
                System.getProperty("java.home"),
                Runtime.version().toString(),
                product.wlp().toString(),
                Files.readString(product.serverTemplate().resolve("jvm.options")),
                Files.readString(product.serverTemplate().resolve("server.xml")))) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
        }
        try (ZipFile application = new ZipFile(product.application().toFile())) {
            for (ZipEntry part : Collections.list(application.entries())) {
                digest.update(part.getName().getBytes(StandardCharsets.UTF_8));
            }
        }
        return new StartCache(product.startCaches(), HexFormat.of().formatHex(digest.digest(), 0, 8));
    }

    /** The Java option of a start that uses the cache; none without one. */
    List<String> use() {
        return Files.exists(file()) ? List.of("-XX:AOTCache=" + file()) : List.of();
    }

    /**
     * The right to make the cache, until it is closed. Nobody gets it where there is one, while another SAC of this
     * checkout has the right, or where the folder cannot be written.
     */
    Optional<FileChannel> turn() {
        if (!missing()) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null || !missing()) {
                channel.close();
                return Optional.empty();
            }
            Files.deleteIfExists(beside());
            return Optional.of(channel);
        } catch (IOException e) {
            LOG.debug("no start cache", e);
            return Optional.empty();
        }
    }

    /** The Java option of a start that learns, and writes the cache when it ends. */
    List<String> learn() {
        return List.of("-XX:AOTCacheOutput=" + beside());
    }

    /** To be called when the start that learned has ended: says whether there is a cache now. A failure is not repeated. */
    boolean keep() {
        try {
            if (!Files.exists(beside())) {
                Files.writeString(failure(), "This Java made no cache; delete this file to try again.\n");
                return false;
            }
            Files.move(beside(), file(), StandardCopyOption.ATOMIC_MOVE);
            try (DirectoryStream<Path> others = Files.newDirectoryStream(folder, this::stale)) {
                for (Path other : others) {
                    Files.delete(other);
                }
            }
            return true;
        } catch (IOException e) {
            LOG.debug("no start cache", e);
            return false;
        }
    }

    private boolean missing() {
        return !Files.exists(file()) && !Files.exists(failure());
    }

    private boolean stale(Path found) {
        return !found.equals(file()) && !found.equals(lockFile());
    }

    private Path file() {
        return folder.resolve(key + ".aot");
    }

    private Path beside() {
        return folder.resolve(key + ".new");
    }

    private Path lockFile() {
        return folder.resolve("lock");
    }

    private Path failure() {
        return folder.resolve(key + ".failed");
    }
}
