package io.sac.output;

import io.sac.problem.InvalidRequestException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in an agent's output folder or workspace: parts of at most 255 bytes joined by slashes, without a leading one. A folder's
 * path ends with a slash; the root is empty. Paths are compared byte by byte, as the sandbox's file system does.
 */
public record OutputPath(String value) {
    /** As much as an index entry of PostgreSQL holds. */
    public static final int MAX_BYTES = 2500;

    private static final int MAX_PART_BYTES = 255;
    private static final String FIELD = "path";

    public OutputPath {
        requireValid(value);
    }

    /** The path of a file. */
    public static OutputPath file(String path) {
        var parsed = new OutputPath(path);
        if (parsed.isFolder()) {
            throw new InvalidRequestException(
                    FIELD, "This is the path of a folder; a file's does not end with a slash.");
        }
        return parsed;
    }

    /** The path of a folder, written with or without its last slash; {@code ""} and {@code "/"} are the root. */
    public static OutputPath folder(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return new OutputPath("");
        }
        return new OutputPath(path.endsWith("/") ? path : path + "/");
    }

    public boolean isFolder() {
        return value.isEmpty() || value.endsWith("/");
    }

    public boolean isRoot() {
        return value.isEmpty();
    }

    /** The last part, without a slash. */
    public String name() {
        String bare = isFolder() && !isRoot() ? value.substring(0, value.length() - 1) : value;
        return bare.substring(bare.lastIndexOf('/') + 1);
    }

    /** The folder in which it is. */
    public OutputPath parent() {
        String bare = isFolder() && !isRoot() ? value.substring(0, value.length() - 1) : value;
        return new OutputPath(bare.substring(0, bare.lastIndexOf('/') + 1));
    }

    /** This path and every folder around it but the root, the innermost first. */
    public List<String> selfAndFolders() {
        var paths = new ArrayList<String>();
        for (OutputPath at = this; !at.isRoot(); at = at.parent()) {
            paths.add(at.value());
        }
        return paths;
    }

    /** The first path, byte by byte, that lies behind everything in this folder. */
    public String end() {
        return value.substring(0, value.length() - 1) + (char) ('/' + 1);
    }

    private static void requireValid(String path) {
        if (path.isEmpty()) {
            return;
        }
        if (path.indexOf('\0') >= 0 || byteLength(path) > MAX_BYTES) {
            throw new InvalidRequestException(FIELD, "A path has at most " + MAX_BYTES + " bytes and no NUL.");
        }
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        for (String part : bare.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new InvalidRequestException(
                        FIELD, "A path is made of names with one slash between them, and never of \".\" or \"..\".");
            }
            if (byteLength(part) > MAX_PART_BYTES) {
                throw new InvalidRequestException(FIELD, "A name in a path has at most 255 bytes.");
            }
        }
    }

    private static int byteLength(String text) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .limit();
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException(FIELD, "A path is text in UTF-8.");
        }
    }
}
