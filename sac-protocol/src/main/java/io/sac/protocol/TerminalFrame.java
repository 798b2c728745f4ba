package io.sac.protocol;

/** First bytes of a terminal's WebSocket frames and the limits and close codes around them. */
public final class TerminalFrame {

    /** Sub-protocol of ttyd. */
    public static final String TTY = "tty";

    /** Sub-protocol of clients that come back by offset. */
    public static final String TTY_SAC_1 = "tty.sac.1";

    /** Client to server: keys. */
    public static final byte INPUT = '0';

    /** Client to server: {@code {"columns", "rows"}}. */
    public static final byte RESIZE = '1';

    /** Client to server: stop sending. */
    public static final byte PAUSE = '2';

    /** Client to server: go on. */
    public static final byte RESUME = '3';

    /** Client to server: the size follows me. */
    public static final byte DRIVE = '5';

    /** Server to client: bytes of the stream. */
    public static final byte OUTPUT = '0';

    /** Server to client: the window's title. */
    public static final byte TITLE = '1';

    /** Server to client: ttyd's preferences. */
    public static final byte PREFERENCES = '2';

    /** Server to client: the session's state as JSON. */
    public static final byte STATE = '3';

    /** Server to client: a screen to start from, not counted in the offset. */
    public static final byte SNAPSHOT = '4';

    /** The largest frame either side takes. */
    public static final int MAX_BYTES = 1 << 20;

    /** Another connection of the same viewer took over. */
    public static final int REPLACED = 1000;

    /** The sidecar goes away; come again at once. */
    public static final int GOING_AWAY = 1001;

    public static final int BAD_FRAME = 4400;
    public static final int TICKET_REFUSED = 4401;
    public static final int NO_SUCH_SESSION = 4404;
    public static final int SESSION_ENDED = 4409;
    public static final int FRAME_TOO_LARGE = 4413;
    public static final int TOO_MANY = 4429;

    /** Upgrade header: the login session that watches. */
    public static final String VIEWER_HEADER = "Sac-Viewer";

    /** Upgrade header: the user who watches. */
    public static final String USER_HEADER = "Sac-User";

    /** Upgrade header: whether they may type, {@code true} or {@code false}. */
    public static final String MAY_DRIVE_HEADER = "Sac-May-Drive";

    private TerminalFrame() {}
}
