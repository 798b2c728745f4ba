/** Conversations over HTTP: pages and exports for people, new entries from sidecars. */
@NullMarked
package io.sac.web.conversation;

import org.jspecify.annotations.NullMarked;
