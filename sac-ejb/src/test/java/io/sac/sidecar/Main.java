package io.sac.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sac.protocol.AgentToken;
import io.sac.protocol.Handshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As small as a sidecar can be, started as the real one is. */
public final class Main {
    private static volatile String serverNonce = "";
    private static volatile String sidecarNonce = "";

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("train")) {
            return;
        }
        String config = Files.readString(Path.of(arguments[0]));
        if (config.contains("BREAK_ME")) {
            System.out.println("told to break");
            System.exit(3);
        }
        String tokens = Files.readString(Path.of(value(config, "token_file")));
        AgentToken down = AgentToken.parse(
                        tokens.lines().skip(1).findFirst().orElseThrow().substring(5))
                .orElseThrow();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Process cli = new ProcessBuilder("sh", "-c", "sleep 1000 & sleep 1000").start();
        server.createContext("/handshake", exchange -> {
            serverNonce = value(body(exchange), "nonce");
            sidecarNonce = Handshake.nonce(new SecureRandom());
            answer(
                    exchange,
                    200,
                    "{\"nonce\":\"" + sidecarNonce + "\",\"proof\":\""
                            + Handshake.sidecarProof(down, serverNonce, sidecarNonce) + "\"}");
        });
        server.createContext("/shutdown", exchange -> {
            String wanted = Handshake.requestProof(down, serverNonce, sidecarNonce, "POST", "/shutdown");
            boolean good = wanted.equals(exchange.getRequestHeaders().getFirst(Handshake.PROOF_HEADER));
            answer(exchange, good ? 202 : 401, "{}");
            if (good) {
                cli.descendants().forEach(ProcessHandle::destroyForcibly);
                cli.destroyForcibly();
                System.exit(0);
            }
        });
        server.start();
        ProcessHandle self = ProcessHandle.current();
        Path run = Path.of(value(config, "run_file"));
        Path beside = run.resolveSibling("run.new");
        Files.writeString(
                beside,
                "{\"pid\":" + self.pid() + ",\"started_at\":"
                        + self.info().startInstant().orElseThrow().toEpochMilli() + ",\"port\":"
                        + server.getAddress().getPort() + ",\"version\":\"test\"}");
        Files.move(beside, run, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String value(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return matcher.group(1);
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
