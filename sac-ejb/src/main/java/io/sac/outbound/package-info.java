/** Calls to the world outside: through the organisation's proxy, trusting its authorities, and never where it is not allowed. */
@NullMarked
package io.sac.outbound;

import org.jspecify.annotations.NullMarked;
