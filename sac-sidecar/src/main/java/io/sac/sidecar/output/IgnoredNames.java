package io.sac.sidecar.output;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names that programs make for a moment while they save: backup and swap files of editors, lock links, and the file that
 * is written beside the real one and renamed over it. Everything else is mirrored, hidden files included.
 */
final class IgnoredNames {
    private static final Pattern IGNORED = Pattern.compile(
            ".*~" // Emacs, vim, gedit: backup
                    + "|\\.#.*" // Emacs: lock
                    + "|#.*#" // Emacs: auto-save
                    + "|\\..*\\.sw[a-z]" // vim: swap
                    + "|4913" // vim: probes whether it may write here
                    + "|\\.goutputstream-.*" // GLib: about to be renamed
                    + "|.*\\.tmp\\.\\d+\\.[0-9a-f]+" // Claude Code: about to be renamed
                    + "|\\.~lock\\..*#"); // LibreOffice: lock

    private IgnoredNames() {}

    static boolean ignores(byte[] name) {
        return FolderWatches.isProbe(name)
                || IGNORED.matcher(new String(name, StandardCharsets.ISO_8859_1))
                        .matches();
    }
}
