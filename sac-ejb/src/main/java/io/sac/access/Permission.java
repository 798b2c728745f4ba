package io.sac.access;

/** What somebody may want to do with a thing. */
public enum Permission {
    /** See it and what belongs to it. */
    VIEW,
    /** Type into it, send prompts. */
    DRIVE,
    /** Change it and its files. */
    CHANGE,
    /** Remove it. */
    DELETE
}
