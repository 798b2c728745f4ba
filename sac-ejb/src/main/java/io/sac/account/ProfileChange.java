package io.sac.account;

import io.sac.platform.Patch;
import org.jspecify.annotations.Nullable;

/** What somebody changes about themselves: an absent field stays, a null e-mail address is taken away. */
public record ProfileChange(@Nullable String displayName, Patch<String> email) {}
