/** What sidecars tell the server, on its own port. */
@NullMarked
package io.sac.web.internal;

import org.jspecify.annotations.NullMarked;
