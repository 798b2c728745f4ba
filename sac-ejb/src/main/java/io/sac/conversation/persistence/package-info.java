/** Conversations in PostgreSQL, partitioned by month, or a hypertable where TimescaleDB is. */
@NullMarked
package io.sac.conversation.persistence;

import org.jspecify.annotations.NullMarked;
