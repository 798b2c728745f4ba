/** The sweeps over HTTP, for administrators. */
@NullMarked
package io.sac.web.sweep;

import org.jspecify.annotations.NullMarked;
