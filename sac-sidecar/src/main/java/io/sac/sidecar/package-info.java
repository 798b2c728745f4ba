/** The agent's other half: terminal relay, output watcher, conversation shipper, model loopback. */
@NullMarked
package io.sac.sidecar;

import org.jspecify.annotations.NullMarked;
