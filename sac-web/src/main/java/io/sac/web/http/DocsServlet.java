package io.sac.web.http;

import io.sac.web.problem.Problems;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The REST contract, and Swagger UI to read and try it, without any inline script. */
@WebServlet(urlPatterns = {"/api/openapi.yaml", "/api/docs", "/api/docs/*"})
public class DocsServlet extends ReadOnlyServlet {
    private static final long serialVersionUID = 1L;
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>SAC: REST API</title>
            <link rel="stylesheet" href="docs/swagger-ui.css">
            </head>
            <body>
            <div id="swagger-ui"></div>
            <script src="docs/swagger-ui-bundle.js"></script>
            <script src="docs/start.js"></script>
            </body>
            </html>
            """;
    private static final String START = """
            SwaggerUIBundle({url: 'openapi.yaml', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null});
            """;
    private static final Map<String, String> FILES = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8", "swagger-ui-bundle.js", "text/javascript; charset=utf-8");

    private final transient Map<String, StaticFile> files = new ConcurrentHashMap<>();

    @Inject
    public DocsServlet(Problems problems) {
        super(problems);
    }

    @Override
    protected void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = RequestAddress.of(request).path().substring("/api/".length());
        String base = RequestAddress.of(request).basePath();
        response.setHeader("Cache-Control", "no-cache");
        Optional<StaticFile> file = switch (path) {
            case "openapi.yaml" -> contract(response, base);
            case "docs" -> text(response, "text/html; charset=utf-8", PAGE);
            case "docs/" -> {
                response.sendRedirect(base + "api/docs");
                yield Optional.empty();
            }
            case "docs/start.js" -> text(response, "text/javascript; charset=utf-8", START);
            default -> swagger(response, path.substring("docs/".length()));
        };
        if (file.isPresent()) {
            SiteServlet.send(request, response, file.get());
        } else if (!response.isCommitted() && response.getStatus() < 300) {
            notFound(request, response);
        }
    }

    private Optional<StaticFile> contract(HttpServletResponse response, String base) throws IOException {
        response.setContentType("application/yaml; charset=utf-8");
        StaticFile file = read("/META-INF/openapi.yaml");
        if (file == null) {
            return Optional.empty();
        }
        String yaml =
                new String(file.bytes(), StandardCharsets.UTF_8).replace("\n  - url: /\n", "\n  - url: " + base + "\n");
        return Optional.of(StaticFile.of(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<StaticFile> text(HttpServletResponse response, String type, String text) {
        response.setContentType(type);
        return Optional.of(StaticFile.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<StaticFile> swagger(HttpServletResponse response, String name) throws IOException {
        String type = FILES.get(name);
        if (type == null) {
            return Optional.empty();
        }
        response.setContentType(type);
        return Optional.ofNullable(read(SWAGGER_UI + name));
    }

    private @Nullable StaticFile read(String resource) throws IOException {
        StaticFile known = files.get(resource);
        if (known != null) {
            return known;
        }
        try (InputStream in = DocsServlet.class.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            StaticFile file = StaticFile.of(in.readAllBytes());
            files.put(resource, file);
            return file;
        }
    }
}
