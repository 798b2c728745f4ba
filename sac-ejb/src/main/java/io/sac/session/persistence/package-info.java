/** Sessions in PostgreSQL. */
@NullMarked
package io.sac.session.persistence;

import org.jspecify.annotations.NullMarked;
