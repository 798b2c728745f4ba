package io.sac.sandbox;

import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;

/**
 * That a file should be in a sandbox's workspace.
 *
 * @param path where, beneath the workspace
 * @param otherName whether it gets a second name when the first is taken, or is refused
 */
public record PutFile(String path, boolean otherName, long size) {

    /** What a sidecar's no means; one that does not know the question is of an earlier release. */
    SacException refused(int status, String detail) {
        return switch (status) {
            case 400 -> new InvalidRequestException("path", detail);
            case 404 ->
                new SacException(
                        ProblemType.CONFLICT,
                        "The agent still runs as an earlier release of SAC started it. Restart it, then upload again.");
            case 409 -> new SacException(ProblemType.CONFLICT, detail);
            case 503 -> new SacException(ProblemType.BUSY, detail);
            case 507 -> new SacException(ProblemType.STORAGE_FULL, detail);
            default -> new SacException(ProblemType.AGENT_UNREACHABLE, detail);
        };
    }

    /** The file as it is in the workspace now. */
    public record Kept(String path, long size, String sha256) {}
}
