/** Objects as files in a folder of this machine. */
@NullMarked
package io.sac.objectstore.directory;

import org.jspecify.annotations.NullMarked;
