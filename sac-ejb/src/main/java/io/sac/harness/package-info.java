/** Agent programs: their descriptors, how they are installed and what they find in their home. */
@NullMarked
package io.sac.harness;

import org.jspecify.annotations.NullMarked;
