/** Speaking to the server: one client, one back-off, the heartbeat. */
@NullMarked
package io.sac.sidecar.server;

import org.jspecify.annotations.NullMarked;
