/** The browser's side of SAC: REST resources, WebSocket endpoint, filters and mappers. */
@NullMarked
package io.sac.web;

import org.jspecify.annotations.NullMarked;
