/** Accounts in PostgreSQL. */
@NullMarked
package io.sac.account.persistence;

import org.jspecify.annotations.NullMarked;
