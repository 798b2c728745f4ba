/** Sessions over HTTP. */
@NullMarked
package io.sac.web.session;

import org.jspecify.annotations.NullMarked;
