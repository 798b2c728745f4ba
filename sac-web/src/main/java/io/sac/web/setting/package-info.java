/** Settings and users over HTTP, for administrators. */
@NullMarked
package io.sac.web.setting;

import org.jspecify.annotations.NullMarked;
