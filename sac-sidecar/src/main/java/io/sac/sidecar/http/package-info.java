/** The sidecar's one listener: health, handshake, JSON calls and terminal sockets. */
@NullMarked
package io.sac.sidecar.http;

import org.jspecify.annotations.NullMarked;
