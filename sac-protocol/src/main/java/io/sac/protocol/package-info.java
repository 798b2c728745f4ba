/** What server and sidecar must agree on: tokens, handshake, frames, the sidecar's configuration. */
@NullMarked
package io.sac.protocol;

import org.jspecify.annotations.NullMarked;
