/** Starts PostgreSQL, brings its schema up to date, and runs the server. */
@NullMarked
package io.sac.launcher;

import org.jspecify.annotations.NullMarked;
