/** Output files in PostgreSQL. */
@NullMarked
package io.sac.output.persistence;

import org.jspecify.annotations.NullMarked;
