/** Files that people put into workspaces, over HTTP. */
@NullMarked
package io.sac.web.workspace;

import org.jspecify.annotations.NullMarked;
