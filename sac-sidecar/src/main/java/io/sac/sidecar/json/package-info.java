/** JSON read strictly: no unknown field, no wrong type, nothing after the end. */
@NullMarked
package io.sac.sidecar.json;

import org.jspecify.annotations.NullMarked;
