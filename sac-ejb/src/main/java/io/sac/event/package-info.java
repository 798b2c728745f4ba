/** What changes for a user: written last in the transaction of the change, sent to every browser that is open. */
@NullMarked
package io.sac.event;

import org.jspecify.annotations.NullMarked;
