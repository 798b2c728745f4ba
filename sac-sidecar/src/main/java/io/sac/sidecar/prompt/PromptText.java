package io.sac.sidecar.prompt;

/**
 * What is typed for a prompt: no control character of it reaches the terminal, so that none can end the paste, answer a
 * question or press a key.
 */
final class PromptText {
    private PromptText() {}

    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        String unified = text.replace("\r\n", "\n").replace('\r', '\n');
        for (int i = 0; i < unified.length(); i++) {
            char c = unified.charAt(i);
            if (c == '\n' || c == '\t' || c >= 0x20 && c < 0x7f || c >= 0xa0) {
                clean.append(c);
            }
        }
        return clean.toString().strip();
    }

    /** The text with the files that belong to it, as the program names files. */
    static String of(Prompt prompt, boolean agent) {
        StringBuilder text = new StringBuilder(clean(prompt.text()));
        for (String file : prompt.files()) {
            String name = clean(file).replace("\n", "");
            if (agent) {
                text.append(text.isEmpty() ? "" : " ")
                        .append('@')
                        .append(name.indexOf(' ') < 0 ? name : '"' + name + '"');
            } else {
                text.append(' ').append('\'').append(name.replace("'", "'\\''")).append('\'');
            }
        }
        return text.toString();
    }

    /** As keys: a paste when the program takes pastes, lines ended by Enter otherwise. */
    static String keys(String text, boolean bracketed) {
        return bracketed
                ? "\u001b[200~" + text + "\u001b[201~"
                : text.replace('\n', '\r').replace("\t", "    ");
    }
}
