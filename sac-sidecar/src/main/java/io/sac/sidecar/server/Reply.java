package io.sac.sidecar.server;

/** The server's answer: status and body. */
public record Reply(int status, String body) {

    /** What to do next. */
    public enum Verdict {
        DONE,
        AGAIN,
        REFUSED
    }

    /** Whether it was taken, is worth another try, or never will be. */
    public Verdict verdict() {
        if (status >= 200 && status < 300) {
            return Verdict.DONE;
        }
        boolean refused = status >= 400
                && status < 500
                && status != 401
                && status != 408
                && status != 409
                && status != 425
                && status != 429;
        return refused ? Verdict.REFUSED : Verdict.AGAIN;
    }
}
