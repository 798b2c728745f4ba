/** The few system calls that Java has no words for, through java.lang.foreign; the only package that touches native memory. */
@NullMarked
package io.sac.sidecar.posix;

import org.jspecify.annotations.NullMarked;
