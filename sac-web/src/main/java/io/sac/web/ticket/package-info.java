/** One-time tickets over HTTP. */
@NullMarked
package io.sac.web.ticket;

import org.jspecify.annotations.NullMarked;
