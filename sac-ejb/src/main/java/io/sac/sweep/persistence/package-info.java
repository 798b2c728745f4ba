/** The record of sweeps and their locks in PostgreSQL. */
@NullMarked
package io.sac.sweep.persistence;

import org.jspecify.annotations.NullMarked;
