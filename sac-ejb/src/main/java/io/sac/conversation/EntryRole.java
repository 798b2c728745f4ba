package io.sac.conversation;

/** Whose entry it is: the person's, the model's, the program's own, or a tool's result. */
public enum EntryRole {
    USER("user"),
    ASSISTANT("assistant"),
    SYSTEM("system"),
    TOOL("tool");

    private final String wireName;

    EntryRole(String wireName) {
        this.wireName = wireName;
    }

    /** The name in JSON and in the database. */
    public String wireName() {
        return wireName;
    }

    public static EntryRole of(String wireName) {
        for (EntryRole role : values()) {
            if (role.wireName.equals(wireName)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no such role");
    }
}
