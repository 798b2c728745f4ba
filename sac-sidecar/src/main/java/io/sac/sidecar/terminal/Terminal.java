package io.sac.sidecar.terminal;

import java.nio.ByteBuffer;

/** A program's terminal: the sidecar's own PTY, or one held by ttyd. */
interface Terminal {

    /** What the terminal's side calls back; all on one thread. */
    interface Listener {
        /** Bytes came; the buffer is good during the call only. */
        void output(ByteBuffer bytes);

        /** For how many milliseconds nothing should be read; 0: read on. */
        long holdMillis();

        /** There is room for input again. */
        void writable();

        /** Bytes may have been missed here. */
        void missed();

        /** The program is gone; the last bytes were delivered before. Code -1: unknown. */
        void ended(int code);
    }

    /** Writes what can be taken now; -1 when the terminal is gone. */
    int write(byte[] bytes, int offset, int length);

    /** Asks for {@link Listener#writable()} as soon as there is room. */
    void awaitRoom();

    /** Tells the program its size. */
    void resize(int columns, int rows);

    /** Lets a hold be asked for again. */
    void wake();

    /** The program's pid, or -1. */
    int pid();

    /** Whether the program itself is in the foreground rather than something it started. */
    boolean foreground();

    /** Ends the program and everything it started. */
    void end();
}
