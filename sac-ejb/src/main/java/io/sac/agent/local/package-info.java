/** Runs agents as child processes of this machine. */
@NullMarked
package io.sac.agent.local;

import org.jspecify.annotations.NullMarked;
