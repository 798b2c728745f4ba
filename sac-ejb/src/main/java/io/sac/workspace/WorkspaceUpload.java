package io.sac.workspace;

import io.sac.output.OutputPath;

/**
 * A file on its way into a workspace.
 *
 * @param otherName whether it gets a second name, such as {@code report (2).pdf}, when the first is taken, or is refused
 */
public record WorkspaceUpload(OutputPath path, boolean otherName, long size) {}
