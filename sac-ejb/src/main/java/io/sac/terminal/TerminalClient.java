package io.sac.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The viewer's end of a terminal. Only the relay's own thread sends; anybody may close. */
public interface TerminalClient {

    /** Sends a part of a binary message; blocks as long as the viewer does not take it. */
    void sendBinary(ByteBuffer part, boolean last) throws IOException;

    /** Sends a part of a text message. */
    void sendText(String part, boolean last) throws IOException;

    void ping() throws IOException;

    /** Says why and closes. Never throws, but may take a moment when the viewer does not read. */
    void close(int code, String reason);
}
