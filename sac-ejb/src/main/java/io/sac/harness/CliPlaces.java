package io.sac.harness;

import java.nio.file.Path;

/**
 * Where a program and what belongs to it are, as the program itself sees them.
 *
 * @param hook the script by which the program tells the sidecar what it does
 */
public record CliPlaces(Path program, Path home, Path workspace, Path output, Path hook) {}
