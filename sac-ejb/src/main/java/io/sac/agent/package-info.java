/** Agents: what a person configured, the state of each one's sandbox, and the port that runs sandboxes. */
@NullMarked
package io.sac.agent;

import org.jspecify.annotations.NullMarked;
