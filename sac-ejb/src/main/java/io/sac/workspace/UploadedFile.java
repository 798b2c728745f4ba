package io.sac.workspace;

/**
 * A file that is in an agent's workspace now.
 *
 * @param path beneath the workspace, as prompts name files; not the one asked for when that was taken
 */
public record UploadedFile(long agentId, String path, long size, String sha256) {}
