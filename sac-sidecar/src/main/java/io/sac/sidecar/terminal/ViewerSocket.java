package io.sac.sidecar.terminal;

import java.nio.ByteBuffer;

/** The connection of one viewer. */
public interface ViewerSocket {

    /** Sends a frame without waiting; {@code sent} runs when the socket took all of it, at once or later on any thread. */
    void send(ByteBuffer frame, Runnable sent);

    /** Says why and goes. */
    void close(int code, String reason);

    /** Reads nothing more until {@link #resume()}. */
    void suspend();

    /** Reads on. */
    void resume();

    /** Runs something later on the thread that reads this connection. */
    void later(Runnable task, int millis);
}
