/** Events over HTTP: one stream of server-sent events for each browser. */
@NullMarked
package io.sac.web.event;

import org.jspecify.annotations.NullMarked;
