/** Agents in PostgreSQL. */
@NullMarked
package io.sac.agent.persistence;

import org.jspecify.annotations.NullMarked;
