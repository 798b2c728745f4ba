/** Accounts, set-up and sign-ins over HTTP. */
@NullMarked
package io.sac.web.account;

import org.jspecify.annotations.NullMarked;
