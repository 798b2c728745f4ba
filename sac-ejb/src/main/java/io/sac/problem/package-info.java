/** Every failure has one type, one slug, one status and one close code. */
@NullMarked
package io.sac.problem;

import org.jspecify.annotations.NullMarked;
