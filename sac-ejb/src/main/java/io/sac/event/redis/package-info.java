/** Hints between replicas over Redis. */
@NullMarked
package io.sac.event.redis;

import org.jspecify.annotations.NullMarked;
