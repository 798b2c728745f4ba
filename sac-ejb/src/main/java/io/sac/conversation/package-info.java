/** What was said with agents: entries as they come from transcripts, and the conversations they make. */
@NullMarked
package io.sac.conversation;

import org.jspecify.annotations.NullMarked;
