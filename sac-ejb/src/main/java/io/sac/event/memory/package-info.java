/** Hints inside one server. */
@NullMarked
package io.sac.event.memory;

import org.jspecify.annotations.NullMarked;
