/** Measurements of a running SAC, each against something to compare it with, each printing a ratio. */
@NullMarked
package io.sac.bench;

import org.jspecify.annotations.NullMarked;
