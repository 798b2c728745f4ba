/** Sessions: one terminal each, with one program at a time, which outlive the program, the sidecar and the sandbox. */
@NullMarked
package io.sac.session;

import org.jspecify.annotations.NullMarked;
