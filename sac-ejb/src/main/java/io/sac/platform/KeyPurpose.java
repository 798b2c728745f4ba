package io.sac.platform;

/** What a derived key is for; a key for one purpose is useless for every other. */
public enum KeyPurpose {
    JWT("sac jwt"),
    REFRESH("sac refresh"),
    AGENT_TOKEN("sac agent token"),
    SIGNED_URL("sac signed url"),
    SECRETS("sac secrets");

    private final String label;

    KeyPurpose(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
