package io.sac.sidecar.json;

/** A text that is not the JSON it should be; the message can be shown to whoever sent it. */
public final class BadJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names what is wrong. */
    public BadJsonException(String message) {
        super(message);
    }
}
