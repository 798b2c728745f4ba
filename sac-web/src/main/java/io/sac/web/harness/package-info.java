/** Agent programs over HTTP. */
@NullMarked
package io.sac.web.harness;

import org.jspecify.annotations.NullMarked;
