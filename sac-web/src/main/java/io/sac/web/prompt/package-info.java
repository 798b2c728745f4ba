/** Prompts over HTTP. */
@NullMarked
package io.sac.web.prompt;

import org.jspecify.annotations.NullMarked;
