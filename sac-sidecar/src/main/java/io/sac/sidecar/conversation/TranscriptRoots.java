package io.sac.sidecar.conversation;

import io.sac.sidecar.posix.Beneath;
import io.sac.sidecar.posix.PosixException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folders that transcripts may lie in; a path that a hook names is believed only there, and no link is followed. */
final class TranscriptRoots {
    private static final int MAX_DEPTH = 5;

    private final List<Root> roots = new ArrayList<>();

    private record Root(Path path, Beneath beneath) {}

    TranscriptRoots(Path home, List<Path> paths) {
        for (Path path : paths) {
            Path trusted = path.startsWith(home) ? home : path.resolveSibling("");
            roots.add(new Root(path, new Beneath(trusted, path)));
        }
    }

    /** The path a text names if a transcript may be there; null otherwise. */
    @Nullable
    Path accept(@Nullable String text) {
        try {
            Path path = text == null ? null : Path.of(text);
            if (path == null || !path.isAbsolute() || !path.equals(path.normalize())) {
                return null;
            }
            boolean named = path.getFileName().toString().endsWith(".jsonl");
            return named && root(path) != null ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private @Nullable Root root(Path path) {
        for (Root root : roots) {
            int depth = path.getNameCount() - root.path.getNameCount();
            if (path.startsWith(root.path) && depth > 0 && depth <= MAX_DEPTH) {
                return root;
            }
        }
        return null;
    }

    Beneath.OpenFile open(Path path) throws PosixException {
        Root root = root(path);
        if (root == null) {
            throw new IllegalArgumentException(path + " is not a transcript");
        }
        return root.beneath.file(components(root.path.relativize(path)));
    }

    /** Names of transcripts in the projects of all roots, and in a conversation's folder of subagents. */
    List<Path> transcripts() {
        List<Path> found = new ArrayList<>();
        for (Root root : roots) {
            for (Path project : names(root, Path.of(""), Beneath.Kind.FOLDER)) {
                for (Path file : names(root, project, Beneath.Kind.FILE)) {
                    found.add(root.path.resolve(file));
                }
            }
        }
        return found.stream().filter(path -> path.toString().endsWith(".jsonl")).toList();
    }

    /** The transcripts of the subagents that worked in a conversation. */
    List<Path> subagents(Path transcript) {
        Root root = root(transcript);
        if (root == null) {
            return List.of();
        }
        String name = transcript.getFileName().toString();
        Path folder = transcript
                .resolveSibling(name.substring(0, name.length() - ".jsonl".length()))
                .resolve("subagents");
        return names(root, root.path.relativize(folder), Beneath.Kind.FILE).stream()
                .map(root.path::resolve)
                .filter(path -> path.toString().endsWith(".jsonl"))
                .toList();
    }

    private static List<Path> names(Root root, Path folder, Beneath.Kind kind) {
        List<Path> names = new ArrayList<>();
        try (Beneath.OpenFolder open = root.beneath.folder(components(folder))) {
            for (Beneath.Entry entry : open.entries()) {
                if (entry.kind() == kind) {
                    names.add(folder.resolve(new String(entry.name(), StandardCharsets.UTF_8)));
                }
            }
        } catch (PosixException | InvalidPathException e) {
            return List.of();
        }
        return names;
    }

    private static List<byte[]> components(Path relative) {
        List<byte[]> parts = new ArrayList<>();
        for (Path part : relative) {
            if (!part.toString().isEmpty()) {
                parts.add(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return parts;
    }
}
