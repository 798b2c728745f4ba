/** What server and sidecar must agree on to the byte; no dependency and no input or output of its own. */
@NullMarked
package io.sac.protocol;

import org.jspecify.annotations.NullMarked;
