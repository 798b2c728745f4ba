/** Prompts in PostgreSQL. */
@NullMarked
package io.sac.prompt.persistence;

import org.jspecify.annotations.NullMarked;
