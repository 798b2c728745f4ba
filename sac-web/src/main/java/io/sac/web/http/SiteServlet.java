package io.sac.web.http;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.web.problem.Problems;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The browser's side of SAC: hashed assets for a year, compressed as they were built, and the one page for every other
 * address, so that deep links work, with the base path written into it.
 */
@WebServlet(urlPatterns = "/", loadOnStartup = 2)
public class SiteServlet extends ReadOnlyServlet {
    private static final long serialVersionUID = 1L;
    private static final Pattern BASE = Pattern.compile("<base href=\"[^\"]*\">");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("png", "image/png"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("ttf", "font/ttf"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"));

    /** The files of the build, read once; there are only so many. */
    private final transient Map<String, Optional<StaticFile>> files = new ConcurrentHashMap<>();

    @Inject
    public SiteServlet(Problems problems) {
        super(problems);
    }

    @Override
    protected void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = RequestAddress.of(request).path();
        Optional<StaticFile> file = isPublic(path) ? find(path) : Optional.empty();
        if (file.isPresent()) {
            sendFile(request, response, path, file.get());
        } else if (isPage(path)) {
            sendPage(request, response);
        } else {
            notFound(request, response);
        }
    }

    private static boolean isPublic(String path) {
        return !path.endsWith("/")
                && !path.contains("/.")
                && !path.equals("/index.html")
                && !path.regionMatches(true, 0, "/WEB-INF", 0, 8)
                && !path.regionMatches(true, 0, "/META-INF", 0, 9);
    }

    private static boolean isPage(String path) {
        boolean others = path.startsWith("/api/")
                || path.equals("/api")
                || path.startsWith("/ws/")
                || path.startsWith("/assets/")
                || path.regionMatches(true, 0, "/WEB-INF", 0, 8)
                || path.regionMatches(true, 0, "/META-INF", 0, 9);
        String last = path.substring(path.lastIndexOf('/') + 1);
        return !others && (!last.contains(".") || path.equals("/index.html"));
    }

    private void sendFile(HttpServletRequest request, HttpServletResponse response, String path, StaticFile file)
            throws IOException {
        response.setHeader(
                "Cache-Control", path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        response.setContentType(type == null ? "application/octet-stream" : type);
        String accepted = request.getHeader("Accept-Encoding") == null ? "" : request.getHeader("Accept-Encoding");
        response.setHeader("Vary", "Accept-Encoding");
        for (String encoding : List.of("br", "gzip")) {
            if (accepts(accepted, encoding)) {
                Optional<StaticFile> compressed = find(path + (encoding.equals("br") ? ".br" : ".gz"));
                if (compressed.isPresent()) {
                    response.setHeader("Content-Encoding", encoding);
                    send(request, response, compressed.get());
                    return;
                }
            }
        }
        send(request, response, file);
    }

    static boolean accepts(String header, String encoding) {
        return Pattern.compile("(^|[,\\s])" + encoding + "\\s*(;\\s*q=(1(\\.0*)?|0\\.0*[1-9]\\d*))?\\s*(,|$)")
                .matcher(header)
                .find();
    }

    private void sendPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<StaticFile> page = find("/index.html");
        if (page.isEmpty()) {
            problems()
                    .send(
                            request,
                            response,
                            new SacException(ProblemType.NOT_FOUND, "This build of SAC has no user interface."));
            return;
        }
        String html = new String(page.get().bytes(), StandardCharsets.UTF_8);
        String base = RequestAddress.of(request).basePath();
        byte[] bytes =
                BASE.matcher(html).replaceFirst("<base href=\"" + base + "\">").getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/html; charset=utf-8");
        response.setHeader("Cache-Control", "no-cache");
        send(request, response, StaticFile.of(bytes));
    }

    static void send(HttpServletRequest request, HttpServletResponse response, StaticFile file) throws IOException {
        response.setHeader("ETag", file.etag());
        if (file.etag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        response.setContentLength(file.bytes().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(file.bytes());
        }
    }

    private Optional<StaticFile> find(String path) {
        Optional<StaticFile> known = files.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = getServletContext().getResourceAsStream(path)) {
            if (in == null) {
                return Optional.empty(); // not remembered: anybody can invent paths
            }
            Optional<StaticFile> file = Optional.of(StaticFile.of(in.readAllBytes()));
            files.put(path, file);
            return file;
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
