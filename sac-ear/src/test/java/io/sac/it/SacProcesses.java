package io.sac.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes of this machine, by what they were started with. */
final class SacProcesses {
    private SacProcesses() {}

    static List<ProcessHandle> withVariable(String variable) {
        return ProcessHandle.allProcesses()
                .filter(process -> words(process, "environ").anyMatch(variable::equals))
                .toList();
    }

    /** All that name a folder, or something in it, in their arguments or their environment. */
    static List<String> of(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> Stream.of("environ", "cmdline")
                        .anyMatch(file -> words(process, file).anyMatch(word -> word.contains(folder + "/"))))
                .map(process -> process.pid() + " "
                        + String.join(" ", words(process, "cmdline").toList()))
                .toList();
    }

    private static Stream<String> words(ProcessHandle process, String file) {
        try {
            Path path = Path.of("/proc", Long.toString(process.pid()), file);
            return Stream.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return Stream.of();
        }
    }
}
