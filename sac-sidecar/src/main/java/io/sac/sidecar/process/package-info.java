/** The agent's process tree and what limits it. */
@NullMarked
package io.sac.sidecar.process;

import org.jspecify.annotations.NullMarked;
