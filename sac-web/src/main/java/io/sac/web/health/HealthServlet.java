package io.sac.web.health;

import io.sac.platform.HealthProbe;
import io.sac.platform.HealthProbe.Kind;
import io.sac.platform.HealthProbe.Result;
import io.sac.web.http.ReadOnlyServlet;
import io.sac.web.problem.Problems;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers {@code /health} and {@code /health/{started,live,ready}} with MicroProfile Health's body. It is ours and not
 * the container's, which would answer on the sidecars' port too.
 */
@WebServlet(
        urlPatterns = {"/health", "/health/*"},
        loadOnStartup = 1)
public class HealthServlet extends ReadOnlyServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(HealthServlet.class);

    private final transient Instance<HealthProbe> probes;
    private final transient JsonMapper json;

    @Inject
    public HealthServlet(@Any Instance<HealthProbe> probes, JsonMapper json, Problems problems) {
        super(problems);
        this.probes = probes;
        this.json = json;
    }

    @Override
    protected void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<List<Kind>> asked = asked(request.getPathInfo());
        if (asked.isEmpty()) {
            notFound(request, response);
            return;
        }
        List<Check> checks = new ArrayList<>();
        for (HealthProbe probe : probes) {
            if (probe.kinds().stream().anyMatch(asked.get()::contains)) {
                checks.add(check(probe));
            }
        }
        boolean up = checks.stream().allMatch(check -> check.status().equals("UP"));
        response.setStatus(up ? 200 : 503);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(new Body(up ? "UP" : "DOWN", checks)));
    }

    private static Optional<List<Kind>> asked(@Nullable String path) {
        return switch (path == null ? "/" : path) {
            case "/" -> Optional.of(List.of(Kind.values()));
            case "/started" -> Optional.of(List.of(Kind.STARTED));
            case "/live" -> Optional.of(List.of(Kind.LIVE));
            case "/ready" -> Optional.of(List.of(Kind.READY));
            default -> Optional.empty();
        };
    }

    private static Check check(HealthProbe probe) {
        Result result;
        try {
            result = probe.check();
        } catch (RuntimeException e) {
            LOG.warn("health: {} failed", probe.name(), e);
            result = Result.down("The check failed.");
        }
        return new Check(
                probe.name(), result.up() ? "UP" : "DOWN", result.data().isEmpty() ? null : result.data());
    }

    private record Body(String status, List<Check> checks) {}

    private record Check(
            String name, String status, @Nullable Map<String, Object> data) {}
}
