/** The source formatter, run in a Java that reads the language level of the sources. */
@NullMarked
package io.sac.format;

import org.jspecify.annotations.NullMarked;
