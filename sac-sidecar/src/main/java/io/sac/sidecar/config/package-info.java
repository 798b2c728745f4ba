/** What the runtime tells a sidecar at its start, read once and checked. */
@NullMarked
package io.sac.sidecar.config;

import org.jspecify.annotations.NullMarked;
