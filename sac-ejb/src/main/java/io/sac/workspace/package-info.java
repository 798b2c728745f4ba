/** What people put into the workspaces of their agents. */
@NullMarked
package io.sac.workspace;

import org.jspecify.annotations.NullMarked;
