/** The platform's ports that PostgreSQL carries. */
@NullMarked
package io.sac.platform.persistence;

import org.jspecify.annotations.NullMarked;
