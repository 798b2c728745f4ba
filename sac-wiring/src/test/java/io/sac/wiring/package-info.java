/** What only a container can show: transactions, timers and producers, in the packaged application without its web side. */
@NullMarked
package io.sac.wiring;

import org.jspecify.annotations.NullMarked;
