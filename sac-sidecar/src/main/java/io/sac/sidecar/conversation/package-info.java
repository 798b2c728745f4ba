/** Transcripts of the agent's program, shipped entry by entry; the cursor moves after the server's word. */
@NullMarked
package io.sac.sidecar.conversation;

import org.jspecify.annotations.NullMarked;
