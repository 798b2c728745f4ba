/** What agents made: the mirror of each sandbox's output folder, with its lists, downloads and previews. */
@NullMarked
package io.sac.output;

import org.jspecify.annotations.NullMarked;
