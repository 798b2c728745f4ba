/** The loopback door through which the agent's program reaches its model. */
@NullMarked
package io.sac.sidecar.model;

import org.jspecify.annotations.NullMarked;
