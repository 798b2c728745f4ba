/** A PostgreSQL out of a jar: unpacked, initialised, started in a session of its own, adopted, stopped. */
@NullMarked
package io.sac.launcher.postgres;

import org.jspecify.annotations.NullMarked;
