/** Real parts for tests: a PostgreSQL with the migrations applied, a whole running SAC. */
@NullMarked
package io.sac.testing;

import org.jspecify.annotations.NullMarked;
