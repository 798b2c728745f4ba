/** People, how they prove who they are, and where they are signed in. */
@NullMarked
package io.sac.account;

import org.jspecify.annotations.NullMarked;
