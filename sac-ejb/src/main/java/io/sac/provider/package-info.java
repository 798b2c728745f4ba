/** Model providers: presets, the guarded client that tries them, and the built-in demo model. */
@NullMarked
package io.sac.provider;

import org.jspecify.annotations.NullMarked;
