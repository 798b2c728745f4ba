package io.sac.sidecar.config;

import com.google.gson.JsonObject;
import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sidecar keeps for its next life: the key of its hooks and the ports it was told to keep.
 *
 * @param hookKey in every hook address, known to this agent's program only
 * @param port the server's door
 * @param hookPort the hooks' door
 * @param modelPort the model's door
 */
public record LocalState(String hookKey, int port, int hookPort, int modelPort) {
    private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);
    private static final String NAME = "sidecar.json";

    /** Reads what is kept, or begins anew. */
    public static LocalState read(Path stateDir) throws IOException {
        Files.createDirectories(stateDir);
        try {
            Fields fields = Fields.of(Files.readString(stateDir.resolve(NAME)));
            return new LocalState(
                    fields.text("hook_key"),
                    fields.number("port", 0, 65535),
                    fields.number("hook_port", 0, 65535),
                    fields.number("model_port", 0, 65535));
        } catch (IOException | BadJsonException e) {
            LOG.debug("no state of an earlier life");
            byte[] key = new byte[24];
            new SecureRandom().nextBytes(key);
            return new LocalState(HexFormat.of().formatHex(key), 0, 0, 0);
        }
    }

    /** The same with other ports. */
    public LocalState withPorts(int newPort, int newHookPort, int newModelPort) {
        return new LocalState(hookKey, newPort, newHookPort, newModelPort);
    }

    /** Keeps it. */
    public void write(Path stateDir) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("hook_key", hookKey);
        json.addProperty("port", port);
        json.addProperty("hook_port", hookPort);
        json.addProperty("model_port", modelPort);
        writePrivately(stateDir.resolve(NAME), json.toString());
    }

    /** Replaces a file in one step; only this user can read it. */
    public static void writePrivately(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
