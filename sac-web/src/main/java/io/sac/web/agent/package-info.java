/** Agents over HTTP. */
@NullMarked
package io.sac.web.agent;

import org.jspecify.annotations.NullMarked;
