/** Files that people put into the agent's workspace. */
@NullMarked
package io.sac.sidecar.workspace;

import org.jspecify.annotations.NullMarked;
