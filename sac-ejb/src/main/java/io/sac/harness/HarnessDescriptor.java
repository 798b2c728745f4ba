package io.sac.harness;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * All that SAC knows of one agent program: one file under {@code harnesses/}. Adding a program is adding a file.
 *
 * @param providers the presets that work with it; none when it needs no model
 * @param start the command of a new conversation, with placeholders
 * @param resume the command that goes on with a conversation
 * @param transcripts where in its home it writes conversations
 * @param reservedVariables names, or beginnings of names with {@code *}, that people may not set
 */
public record HarnessDescriptor(
        String id,
        String name,
        String description,
        String transport,
        @Nullable String version,
        List<String> providers,
        List<String> permissionModes,
        @Nullable String defaultPermissionMode,
        Program program,
        List<String> start,
        List<String> resume,
        Map<String, String> environment,
        @Nullable ModelMapping model,
        List<HomeFile> files,
        List<String> transcripts,
        List<String> reservedVariables) {

    /** Where the program comes from: installed on the machine, a setting that names it, or npm. */
    public record Program(
            @Nullable List<String> installed,
            @Nullable String ownBinary,
            @Nullable Map<String, NpmPackage> npm) {}

    /**
     * The npm package for one platform.
     *
     * @param integrity the pinned Subresource Integrity hash of the package's file
     * @param bytes the size of that file, for a real percentage
     * @param program the program's path inside it
     */
    public record NpmPackage(
            @com.fasterxml.jackson.annotation.JsonProperty("package")
            String packageName,

            String integrity,
            @Nullable Long bytes,
            String program) {}

    /** How a way to a model becomes variables of the environment. */
    public record ModelMapping(
            Map<String, String> throughSac,
            Map<String, String> address,
            Map<String, String> bearer,
            Map<String, String> apiKey,
            Map<String, String> none,
            Map<String, String> small,
            Map<String, String> medium,
            Map<String, String> large) {}

    /**
     * A file in the program's home: JSON that is merged over what is there, or text.
     *
     * @param keep whether a file that is there already is left alone
     * @param defaults of JSON, what holds until the person or the program chooses otherwise
     */
    public record HomeFile(
            String path,
            String kind,
            @Nullable Boolean keep,
            @Nullable JsonNode content,
            @Nullable JsonNode defaults,
            @Nullable List<String> lines) {
        boolean isJson() {
            return kind.equals("json");
        }

        boolean isKept() {
            return Boolean.TRUE.equals(keep);
        }
    }

    /** Whether it talks to a model at all. */
    public boolean needsModel() {
        return !providers.isEmpty();
    }
}
