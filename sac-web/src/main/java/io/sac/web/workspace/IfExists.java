package io.sac.web.workspace;

import io.sac.problem.InvalidRequestException;

/** What becomes of an upload whose name is taken; nothing is ever replaced. */
public enum IfExists {
    RENAME,
    REFUSE;

    /** Reads a query parameter, as JAX-RS calls it. */
    public static IfExists fromString(String word) {
        return switch (word) {
            case "rename" -> RENAME;
            case "refuse" -> REFUSE;
            default -> throw new InvalidRequestException("if_exists", "Use rename or refuse.");
        };
    }
}
