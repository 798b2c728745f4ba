/** Agents' output over HTTP: lists, downloads and previews for people, uploads from sidecars. */
@NullMarked
package io.sac.web.output;

import org.jspecify.annotations.NullMarked;
