/** Timers of the sweeps; what a sweep does is decided by the service it calls. */
@NullMarked
package io.sac.maintenance;

import org.jspecify.annotations.NullMarked;
