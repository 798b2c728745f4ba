/** The built-in demo model: Anthropic's Messages API, answered deterministically and with real tool use. */
@NullMarked
package io.sac.provider.demo;

import org.jspecify.annotations.NullMarked;
