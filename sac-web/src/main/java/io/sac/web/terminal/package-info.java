/** Terminals over WebSocket. */
@NullMarked
package io.sac.web.terminal;

import org.jspecify.annotations.NullMarked;
