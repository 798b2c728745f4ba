package io.sac.agent;

import org.jspecify.annotations.Nullable;

/** Is told how a start goes on, and says whether it is still wanted. */
public interface StageListener {
    /** The start is now at this stage; earlier ones are done. A percentage is given only where it is a real one. */
    void at(StageId stage, @Nullable Integer percent, @Nullable String message);

    /** True once somebody stopped the agent meanwhile; the start then gives up as soon as it can. */
    boolean cancelled();

    /** The start is now at this stage, without a measure of its progress. */
    default void at(StageId stage) {
        at(stage, null, null);
    }
}
