/** Settings in PostgreSQL. */
@NullMarked
package io.sac.setting.persistence;

import org.jspecify.annotations.NullMarked;
