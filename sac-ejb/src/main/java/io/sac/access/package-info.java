/** Who acts, for whom, and the one question whether they may. */
@NullMarked
package io.sac.access;

import org.jspecify.annotations.NullMarked;
