/** The ledger of objects in the database. */
@NullMarked
package io.sac.objectstore.persistence;

import org.jspecify.annotations.NullMarked;
