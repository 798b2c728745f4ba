/** Whether this server is well, and what it measures. */
@NullMarked
package io.sac.web.health;

import org.jspecify.annotations.NullMarked;
