/** Turns every failure into problem details, once. */
@NullMarked
package io.sac.web.problem;

import org.jspecify.annotations.NullMarked;
