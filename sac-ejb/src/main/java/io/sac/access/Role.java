package io.sac.access;

/** What a user is in the whole of SAC. */
public enum Role {
    USER,
    ADMIN;

    /** The name in JSON, in the database and in {@code @RolesAllowed}. */
    public String wireName() {
        return this == ADMIN ? "admin" : "user";
    }

    public static Role of(String wireName) {
        return switch (wireName) {
            case "admin" -> ADMIN;
            case "user" -> USER;
            default -> throw new IllegalArgumentException("no such role");
        };
    }
}
