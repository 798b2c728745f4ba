package io.sac.it;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What holds for every answer: it says what a browser may do with it. And for every refusal: a problem with the
 * request's id, and not a word about how SAC is made.
 */
final class AnswerCheck {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Class names, lines of a stack, SQL. */
    private static final Pattern INSIDE = Pattern.compile("\\bat [\\w.$]+\\(|(?:\\b[a-z]\\w*\\.){2,}[A-Z]\\w+"
            + "|\\w(?:Exception|Error)\\b|SQLSTATE|(?i:\\bselect\\b.*\\bfrom\\b)");

    private AnswerCheck() {}

    static void check(HttpResponse<byte[]> answer) {
        String what = answer.request().method() + " " + answer.uri() + " " + answer.statusCode();
        checkHeaders(what, answer.headers());
        boolean unwell = answer.statusCode() == 503 && answer.uri().getPath().contains("/health");
        if (answer.statusCode() >= 400 && !unwell && !answer.request().method().equals("HEAD")) {
            checkProblem(what, answer);
        }
    }

    private static void checkHeaders(String what, HttpHeaders headers) {
        boolean guarded = headers.allValues("Content-Security-Policy").size() == 1
                && headers.allValues("X-Content-Type-Options").equals(List.of("nosniff"))
                && headers.allValues("Referrer-Policy").equals(List.of("no-referrer"))
                && headers.firstValue("Sac-Request-Id").isPresent();
        boolean talkative = headers.map().keySet().stream()
                .anyMatch(name -> name.equalsIgnoreCase("Server") || name.equalsIgnoreCase("X-Powered-By"));
        if (!guarded || talkative) {
            throw new AssertionError(what + " has the headers " + headers.map());
        }
    }

    private static void checkProblem(String what, HttpResponse<byte[]> answer) {
        String id = answer.headers().firstValue("Sac-Request-Id").orElse("");
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        if (!type.startsWith("application/problem+json")) {
            throw new AssertionError(what + ": not a problem but " + type + " " + body);
        }
        JsonNode problem = JSON.readTree(body);
        if (!problem.path("instance").asString("").equals(id)
                || problem.path("status").asInt() != answer.statusCode()
                || problem.path("detail").asString("").isBlank()) {
            throw new AssertionError(what + ": without id " + id + ", status or detail: " + body);
        }
        tellsNothing(what, body);
    }

    static void tellsNothing(String what, String text) {
        if (INSIDE.matcher(text).find()) {
            throw new AssertionError(what + " tells how SAC is made: " + text);
        }
    }
}
