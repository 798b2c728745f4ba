/** Events in PostgreSQL. */
@NullMarked
package io.sac.event.persistence;

import org.jspecify.annotations.NullMarked;
