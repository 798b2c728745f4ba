/** Speaks to the sidecars of agents: mutual proof first, then one request or one terminal's socket. */
@NullMarked
package io.sac.sandbox;

import org.jspecify.annotations.NullMarked;
