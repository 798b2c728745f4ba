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
        // A server that is starting answers 404 with a page of its own before the application is there to say no.
        boolean starting = status == 404 && !body.stripLeading().startsWith("{");
        boolean refused = !starting
                && status >= 400
                && status < 500
                && status != 401
                && status != 408
                && status != 409
                && status != 425
                && status != 429;
        return refused ? Verdict.REFUSED : Verdict.AGAIN;
    }
}
