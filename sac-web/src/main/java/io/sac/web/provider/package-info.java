/** Model providers over HTTP, and the built-in demo model for sidecars. */
@NullMarked
package io.sac.web.provider;

import org.jspecify.annotations.NullMarked;
