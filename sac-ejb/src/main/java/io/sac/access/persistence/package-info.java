/** The audit trail in PostgreSQL. */
@NullMarked
package io.sac.access.persistence;

import org.jspecify.annotations.NullMarked;
