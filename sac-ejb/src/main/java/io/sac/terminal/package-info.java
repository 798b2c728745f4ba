/** Terminals: relays frames between a viewer and the sidecar of the session, without looking inside. */
@NullMarked
package io.sac.terminal;

import org.jspecify.annotations.NullMarked;
