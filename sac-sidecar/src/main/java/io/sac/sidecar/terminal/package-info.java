/** Sessions: a program on a terminal, the ring of what it said, and whoever watches. */
@NullMarked
package io.sac.sidecar.terminal;

import org.jspecify.annotations.NullMarked;
