package io.sac.event;

import java.util.Collection;

/**
 * Carries hints between replicas: "there is something in the stream of user 7". Nothing that must be right depends on
 * it; a hint may be lost or doubled, and a slow tick finds what it missed.
 */
public interface EventBus {

    /** Tells every listener on every replica, this one included. Returns at once and never fails. */
    void hint(Collection<Long> streams);

    /** Calls the listener for every hint until the subscription is closed. The listener must be quick. */
    Subscription listen(Listener listener);

    /** Whether hints reach the other replicas at present. */
    boolean connected();

    /** Who wants to know. */
    interface Listener {
        /** Something new is in this stream. */
        void hinted(long stream);

        /** Hints may have been lost; any stream may hold something new. */
        void missed();
    }

    /** Ends listening. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
