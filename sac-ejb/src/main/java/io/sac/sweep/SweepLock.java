package io.sac.sweep;

/** Lets one replica at a time do a sweep, across as many transactions as it takes. */
public interface SweepLock {

    /** Does the work if no other replica is at the sweep of this name; says whether it was done. */
    boolean ifFree(String name, Runnable work);
}
