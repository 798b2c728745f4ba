/** What every request passes: the REST application, request ids, security headers. */
@NullMarked
package io.sac.web.http;

import org.jspecify.annotations.NullMarked;
