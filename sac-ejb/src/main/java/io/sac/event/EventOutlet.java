package io.sac.event;

/** The way to one reader of events. All methods return at once; what cannot be sent now is the outlet's to keep. */
public interface EventOutlet {

    /**
     * Whether it takes another event now. Once it has said no it calls {@link EventSubscription#drained()} as soon as
     * it can take one.
     */
    boolean ready();

    /** Where the reader stands; the first thing sent, and a sign of life afterwards. */
    void standAt(EventPosition position);

    /** Sends one event; the position is the one after it. */
    void send(EventPosition position, Event event);

    /** Tells the reader to read the state anew and to go on from this position. */
    void reset(EventPosition position);

    /** Ends the stream. */
    void end();
}
