package io.sac.harness;

import org.jspecify.annotations.Nullable;

/** Is told how far an installation is, and says whether it is still wanted. */
public interface InstallProgress {
    /** So much of it is done; no percentage where none is known. */
    void at(@Nullable Integer percent, String message);

    boolean cancelled();
}
