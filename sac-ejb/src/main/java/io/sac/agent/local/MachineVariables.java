package io.sac.agent.local;

import io.sac.harness.ProgramSearch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program gets of this machine's environment: enough to find programs and the way out, and nothing else, because
 * the server's own environment holds its secrets.
 */
final class MachineVariables {
    private static final List<String> PASSED_ON = List.of(
            "TZ",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "NODE_EXTRA_CA_CERTS",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "GIT_SSL_CAINFO",
            "PIP_CERT");

    private MachineVariables() {}

    static Map<String, String> forPrograms() {
        Map<String, String> machine = new ProcessBuilder().environment();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", ProgramSearch.path());
        variables.put("LANG", "C.UTF-8");
        variables.put("TERM", "xterm-256color");
        variables.put("COLORTERM", "truecolor");
        variables.put("USER", System.getProperty("user.name"));
        variables.put("LOGNAME", System.getProperty("user.name"));
        ProgramSearch.find("bash")
                .or(() -> ProgramSearch.find("sh"))
                .ifPresent(shell -> variables.put("SHELL", shell.toString()));
        for (String name : PASSED_ON) {
            String value = machine.get(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        // The sidecar's doors are on this machine, wherever the proxy is.
        String exceptions = machine.getOrDefault("NO_PROXY", machine.getOrDefault("no_proxy", ""));
        String all = exceptions.isBlank() ? "127.0.0.1,localhost" : exceptions + ",127.0.0.1,localhost";
        variables.put("NO_PROXY", all);
        variables.put("no_proxy", all);
        return variables;
    }
}
