/** Where the bytes of files are kept: a port with opaque keys, and the record of every key that was ever handed out. */
@NullMarked
package io.sac.objectstore;

import org.jspecify.annotations.NullMarked;
