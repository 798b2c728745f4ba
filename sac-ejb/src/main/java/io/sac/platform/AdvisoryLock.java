package io.sac.platform;

/** A lock that all replicas share and that ends with the transaction in which it was taken. */
public interface AdvisoryLock {
    /** Takes the lock of this name if nobody holds it; must be called inside a transaction. */
    boolean tryAcquire(String name);
}
