/** What administrators change at run time: the system's values, and users' own before them. */
@NullMarked
package io.sac.setting;

import org.jspecify.annotations.NullMarked;
