package io.sac.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sac.it.OpenApiCheck.Operation;
import io.sac.it.SacClient.Answer;
import io.sac.testing.SacExtension;
import io.sac.testing.TestSac;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What no client should send, to every operation of the contract. The client checks each refusal: a problem with the
 * request's id that tells nothing about SAC's inside; here it is that nothing is taken for a failure of ours.
 */
@ExtendWith(SacExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final Belongings NOTHING = Belongings.ofNobody(new Belongings(1, 1, "", "", "", "", "", "", ""));
    private static final Map<String, byte[]> BAD_BODIES = Map.ofEntries(
            bytes("nothing", ""),
            bytes("half an object", "{\"a\": "),
            bytes("a list", "[]"),
            bytes("null", "null"),
            bytes("a text", "\"x\""),
            bytes("a number", "7"),
            bytes("two objects", "{} {}"),
            bytes("an unknown field", "{\"no_such_field\": 1}"),
            bytes("a field twice", "{\"name\": \"a\", \"name\": \"b\", \"text\": \"a\", \"text\": \"b\"}"),
            bytes("deep nesting", "{\"name\": " + "[".repeat(100_000)),
            bytes("a long number", "{\"name\": " + "9".repeat(100_000) + "}"),
            bytes("a comment", "{/* */}"),
            bytes("NaN", "{\"name\": NaN}"),
            Map.entry("no UTF-8", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}));
    private static final List<String> BAD_NUMBERS = List.of(
            "x", "", "-1", "0", "1e3", "1.5", "%2B1x", "99999999999999999999999", "%00", "1%20or%201=1", "null");
    private static final List<String> BAD_CURSORS = List.of(
            "x", "-1x", "%00", "eyJhIjoxfQ", "bnVsbA", "W10", "%27%20or%201=1", "a".repeat(3000), "%F0%9F%98%80");

    private final TestSac sac;
    private final SacClient user;
    private final SacClient administrator;

    BadInputIT(TestSac sac) {
        this.sac = sac;
        this.user = SacClient.newUser(sac);
        this.administrator = SacClient.administrator(sac);
    }

    @TestFactory
    Stream<DynamicTest> everyBody() {
        return operations()
                .filter(Operation::json)
                .map(operation -> test(operation, () -> {
                    String path = NOTHING.fill(sample(operation).path());
                    BAD_BODIES.forEach((what, body) -> assertThat(who(operation)
                                    .sendBytes(operation.method(), path, body)
                                    .status())
                            .as(what)
                            .isEqualTo(400));
                    byte[] large = ("{\"name\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
                    who(operation).sendBytes(operation.method(), path, large).isProblem(413, "too-large");
                    for (String type : List.of("text/plain", "application/xml", "application/x-www-form-urlencoded")) {
                        assertThat(who(operation)
                                        .sendUnchecked(operation.method(), path, "{}", "Content-Type", type)
                                        .status())
                                .as(type)
                                .isEqualTo(415);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyMethod() {
        Map<String, Set<String>> methods = SacClient.CONTRACT.operations().stream()
                .collect(Collectors.groupingBy(
                        Operation::path, Collectors.mapping(Operation::method, Collectors.toSet())));
        return methods.entrySet().stream()
                .map(path -> DynamicTest.dynamicTest(path.getKey(), () -> {
                    String address =
                            path.getKey().replaceAll("\\{(agent|user)_id}", "1").replaceAll("\\{[^}]+}", "x");
                    Stream.of("GET", "POST", "PUT", "DELETE", "PATCH", "PROPFIND")
                            .filter(method -> !path.getValue().contains(method))
                            .forEach(method -> assertThat(administrator
                                            .sendUnchecked(method, address, null)
                                            .status())
                                    .as(method)
                                    .isEqualTo(405));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerInAnotherForm() {
        return operations()
                .filter(operation -> operation.method().equals("GET"))
                .filter(operation -> !operation.id().startsWith("follow"))
                .filter(operation -> !operation.id().equals("getHealth"))
                .map(operation -> test(operation, () -> {
                    String path = NOTHING.fill(sample(operation).path());
                    Answer answer = who(operation).sendUnchecked("GET", path, null, "Accept", "image/png");
                    assertThat(answer.status()).isIn(404, 406);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyNumberAndCursor() {
        return operations()
                .filter(operation -> !operation.stream())
                .map(operation -> test(operation, () -> {
                    SacClient who = who(operation);
                    String template = sample(operation).path();
                    for (String number : BAD_NUMBERS) {
                        // In a path the first makes another address, and the second is not let in by the container.
                        if (!template.contains("=") && List.of("", "%00").contains(number)) {
                            continue;
                        }
                        String path = NOTHING.fill(template.replace("{agent}", number)
                                .replace("{user}", number)
                                .replace("{session}", number)
                                .replace("{sign-in}", number));
                        if (!path.equals(NOTHING.fill(template))) {
                            assertThat(who.sendUnchecked(
                                                    operation.method(),
                                                    path,
                                                    sample(operation).body() == null
                                                            ? null
                                                            : NOTHING.fill(sample(operation)
                                                                    .body()))
                                            .status())
                                    .as(path)
                                    .isIn(200, 400, 404, 405);
                        }
                    }
                    for (String parameter : pageParameters(operation)) {
                        List<String> values = parameter.equals("limit") ? BAD_NUMBERS : BAD_CURSORS;
                        for (String value : values) {
                            String path = NOTHING.fill(template);
                            String full = path + (path.contains("?") ? "&" : "?") + parameter + "=" + value;
                            assertThat(who.sendUnchecked("GET", full, null).status())
                                    .as(full)
                                    .isIn(400, 404);
                        }
                    }
                }));
    }

    @Test
    void textsThatCannotBeKeptShouldBeRefused() {
        String text = "a\\u0000b";
        String quoted = "\"" + text + "\"";
        assertRefused("POST", "/api/auth/login", "{\"username\": " + quoted + ", \"password\": \"a good password\"}");
        assertRefused(
                "POST", "/api/auth/register", "{\"username\": " + quoted + ", \"password\": \"a good password\"}");
        assertRefused("POST", "/api/agents", "{\"name\": " + quoted + ", \"harness\": \"shell\"}");
        assertRefused("PUT", "/api/auth/me", "{\"display_name\": " + quoted + "}");
        assertRefused("PUT", "/api/auth/me", "{\"email\": \"a" + text + "@example.org\"}");
        assertRefused("POST", "/api/workspace/output/links", """
                {"agent_id": 1, "path": %s, "purpose": "download"}""".formatted(quoted));
        assertThat(administrator.get("/api/admin/users?q=%00").status()).isIn(200, 400);
    }

    @Test
    void requestsThatAreHardlyHttpShouldTellNothing() {
        String host = "Host: localhost:" + sac.port() + "\r\n";
        for (String request : List.of(
                "GET /%zz HTTP/1.1\r\n" + host,
                "GET /api/agents/%ff HTTP/1.1\r\n" + host,
                "GET /api/%00 HTTP/1.1\r\n" + host,
                "GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" + host,
                "GET /../../etc/passwd HTTP/1.1\r\n" + host,
                "GET /api/..;/WEB-INF/web.xml HTTP/1.1\r\n" + host,
                "GET /\\..\\x HTTP/1.1\r\n" + host,
                "GET / HTTP/1.1\r\nHost: a b\r\n",
                "GET / HTTP/1.1\r\nHost: \"><script>\r\n",
                "GET / HTTP/9.9\r\n" + host,
                "NONSENSE\r\n",
                "TRACE / HTTP/1.1\r\n" + host + "Cookie: secret=1\r\n",
                "GET /api/agents HTTP/1.1\r\n" + host + "Authorization: Bearer \u0001\r\n",
                "GET /api/agents HTTP/1.1\r\n" + host + "Cookie: " + "x".repeat(40_000) + "\r\n",
                "POST /api/auth/login HTTP/1.1\r\n" + host + "Content-Type: application/json\r\nContent-Length: -5\r\n",
                "POST /api/auth/login HTTP/1.1\r\n" + host
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
            RawHttp answer = RawHttp.send(sac.port(), request + "Connection: close\r\n\r\n");

            assertThat(answer.status()).as(request).isLessThan(500);
            AnswerCheck.tellsNothing(request, answer.answer());
            assertThat(answer.answer()).doesNotContain("root:x:0", "<script>", "Liberty");
        }
    }

    private void assertRefused(String method, String path, String body) {
        assertThat(user.send(method, path, body).status()).as(body).isIn(400, 401, 404);
    }

    private SacClient who(Operation operation) {
        return sample(operation).reach() == OperationSample.Reach.ADMINISTRATOR ? administrator : user;
    }

    private static List<String> pageParameters(Operation operation) {
        return Stream.of("cursor", "limit")
                .filter(name -> SacClient.CONTRACT.hasParameter(operation, name))
                .toList();
    }

    private static OperationSample sample(Operation operation) {
        return OperationSamples.ALL.get(operation.id());
    }

    private static Stream<Operation> operations() {
        return SacClient.CONTRACT.operations().stream();
    }

    private static DynamicTest test(Operation operation, org.junit.jupiter.api.function.Executable run) {
        return DynamicTest.dynamicTest(operation.id(), run);
    }

    private static Map.Entry<String, byte[]> bytes(String what, String body) {
        return Map.entry(what, body.getBytes(StandardCharsets.UTF_8));
    }
}
