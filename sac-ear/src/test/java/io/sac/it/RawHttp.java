package io.sac.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** One request byte by byte, as no proper client would send it, and the answer as it came. */
record RawHttp(String answer) {

    /** Sends the text, each character a byte, and reads until the server closes. */
    static RawHttp send(int port, String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new RawHttp(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with these header lines and no body. */
    static RawHttp get(int port, String path, String... lines) {
        return send(port, "GET " + path + " HTTP/1.1\r\n" + head(lines) + "\r\n");
    }

    static RawHttp post(int port, String path, String json, String... lines) {
        int length = json.getBytes(StandardCharsets.ISO_8859_1).length;
        return send(
                port,
                "POST " + path + " HTTP/1.1\r\n" + head(lines) + "Content-Type: application/json\r\nContent-Length: "
                        + length + "\r\n\r\n" + json);
    }

    private static String head(String... lines) {
        String given = String.join(
                "", List.of(lines).stream().map(line -> line + "\r\n").toList());
        return given + "Connection: close\r\n";
    }

    int status() {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    /** All values of a header. */
    List<String> headers(String name) {
        return Pattern.compile("(?im)^" + Pattern.quote(name) + ": (.*?)\\r?$")
                .matcher(answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n"))))
                .results()
                .map(MatchResult::group)
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .toList();
    }

    String header(String name) {
        return headers(name).isEmpty() ? "" : headers(name).getFirst();
    }

    /** The part behind the head, chunks and all. */
    String body() {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
