/** Prompts that wait for the program to be able to take them, typed in once each. */
@NullMarked
package io.sac.sidecar.prompt;

import org.jspecify.annotations.NullMarked;
