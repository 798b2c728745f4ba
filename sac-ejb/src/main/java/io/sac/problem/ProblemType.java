package io.sac.problem;

/** Every way in which SAC says no: one slug, one HTTP status, one WebSocket close code and one title each. */
public enum ProblemType {
    BAD_REQUEST("bad-request", 400, 4400, "The request cannot be understood"),
    INVALID("invalid", 400, 4400, "Some values are not valid"),
    UNAUTHENTICATED("unauthenticated", 401, 4401, "Please sign in"),
    WRONG_CREDENTIALS("wrong-credentials", 401, 4401, "User name or password is wrong"),
    SESSION_EXPIRED("session-expired", 401, 4401, "Your sign-in has ended"),
    TICKET_INVALID("ticket-invalid", 401, 4401, "This ticket is not valid"),
    FORBIDDEN("forbidden", 403, 4404, "You may not do this"),
    FOREIGN_ORIGIN("foreign-origin", 403, 4401, "The request came from another website"),
    REGISTRATION_CLOSED("registration-closed", 403, 4404, "Registration is closed"),
    ACCOUNT_DISABLED("account-disabled", 403, 4401, "This account is disabled"),
    SET_UP_DONE("set-up-done", 403, 4404, "SAC is already set up"),
    SET_UP_TOKEN_INVALID("set-up-token-invalid", 403, 4404, "This set-up link is not valid"),
    LINK_INVALID("link-invalid", 403, 4404, "This link is not valid any more"),
    NOT_FOUND("not-found", 404, 4404, "There is nothing here"),
    AGENT_NOT_FOUND("agent-not-found", 404, 4404, "There is no such agent"),
    SESSION_NOT_FOUND("session-not-found", 404, 4404, "There is no such session"),
    PROMPT_NOT_FOUND("prompt-not-found", 404, 4404, "There is no such prompt"),
    FILE_NOT_FOUND("file-not-found", 404, 4404, "There is no such file"),
    CONVERSATION_NOT_FOUND("conversation-not-found", 404, 4404, "There is no such conversation"),
    USER_NOT_FOUND("user-not-found", 404, 4404, "There is no such user"),
    SETTING_NOT_FOUND("setting-not-found", 404, 4404, "There is no such setting"),
    LOGIN_SESSION_NOT_FOUND("login-session-not-found", 404, 4404, "There is no such sign-in"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, 4400, "This cannot be done here"),
    NOT_ACCEPTABLE("not-acceptable", 406, 4400, "The answer cannot be given in the form asked for"),
    UPLOAD_INTERRUPTED("upload-interrupted", 408, 4400, "The upload broke off"),
    CONFLICT("conflict", 409, 4400, "This does not fit the present state"),
    USERNAME_TAKEN("username-taken", 409, 4400, "This user name is taken"),
    EMAIL_TAKEN("email-taken", 409, 4400, "This e-mail address is taken"),
    AGENT_LIMIT_REACHED("agent-limit-reached", 409, 4429, "You have as many agents as you may have"),
    SESSION_LIMIT_REACHED("session-limit-reached", 409, 4429, "The agent has as many sessions as it may have"),
    SESSION_ENDED("session-ended", 409, 4409, "The session has ended"),
    REVISION_SUPERSEDED("revision-superseded", 409, 4400, "A newer version is already there"),
    PRECONDITION_FAILED("precondition-failed", 412, 4400, "It has changed since you read it"),
    TOO_LARGE("too-large", 413, 4413, "This is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, 4400, "This kind of content is not understood here"),
    RANGE_NOT_SATISFIABLE("range-not-satisfiable", 416, 4400, "The file does not have this part"),
    ADDRESS_REFUSED("address-refused", 422, 4400, "SAC does not call this address"),
    TOO_MANY_REQUESTS("too-many-requests", 429, 4429, "Too many attempts"),
    ACCOUNT_LOCKED("account-locked", 429, 4429, "This account is locked for a while"),
    INTERNAL("internal", 500, 1011, "Something went wrong in SAC"),
    AGENT_UNREACHABLE("agent-unreachable", 502, 1012, "The agent does not answer"),
    PROVIDER_FAILED("provider-failed", 502, 1012, "The model provider did not answer well"),
    BUSY("busy", 503, 1013, "SAC is busy"),
    DATABASE_UNAVAILABLE("database-unavailable", 503, 1013, "The database cannot be reached"),
    AGENT_NOT_READY("agent-not-ready", 503, 1013, "The agent is not ready yet"),
    STORAGE_UNAVAILABLE("storage-unavailable", 503, 1013, "The storage for files cannot be reached"),
    STORAGE_FULL("storage-full", 507, 1011, "There is no space left");

    private final String slug;
    private final int status;
    private final int closeCode;
    private final String title;

    ProblemType(String slug, int status, int closeCode, String title) {
        this.slug = slug;
        this.status = status;
        this.closeCode = closeCode;
        this.title = title;
    }

    public String slug() {
        return slug;
    }

    /** The value of {@code type} in the problem details. */
    public String uri() {
        return "/problems/" + slug;
    }

    public int status() {
        return status;
    }

    public int closeCode() {
        return closeCode;
    }

    public String title() {
        return title;
    }
}
