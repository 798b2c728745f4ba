/** What every feature stands on: clock, ids, adapter choice, readiness. */
@NullMarked
package io.sac.platform;

import org.jspecify.annotations.NullMarked;
