/** Prompts: what people, skills and schedules give an agent to do; kept, in order, delivered once. */
@NullMarked
package io.sac.prompt;

import org.jspecify.annotations.NullMarked;
