/** What all sweeps share: one replica at a time, and a record of when each last ran and how it went. */
@NullMarked
package io.sac.sweep;

import org.jspecify.annotations.NullMarked;
