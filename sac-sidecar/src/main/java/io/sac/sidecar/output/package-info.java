/** The output folder's mirror: what changed, in which order, sent from a queue that survives. */
@NullMarked
package io.sac.sidecar.output;

import org.jspecify.annotations.NullMarked;
