package io.sac.web.health;

import io.sac.platform.Metrics;
import io.sac.web.http.Network;
import io.sac.web.http.ReadOnlyServlet;
import io.sac.web.http.RequestAddress;
import io.sac.web.problem.Problems;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this server measures, for the networks that {@code SAC_METRICS_NETWORKS} names; for others it is not there. */
@WebServlet("/metrics")
public class MetricsServlet extends ReadOnlyServlet {
    private static final long serialVersionUID = 1L;

    private final transient Metrics metrics;
    private final transient List<Network> networks;

    @Inject
    public MetricsServlet(
            Metrics metrics, @ConfigProperty(name = "SAC_METRICS_NETWORKS") List<String> networks, Problems problems) {
        super(problems);
        this.metrics = metrics;
        this.networks = networks.stream().map(Network::parse).toList();
    }

    @Override
    protected void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!mayAsk(request)) {
            notFound(request, response);
            return;
        }
        response.setContentType("text/plain; version=0.0.4; charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(metrics.text().getBytes(StandardCharsets.UTF_8));
    }

    private boolean mayAsk(HttpServletRequest request) {
        String client = RequestAddress.of(request).client();
        // A proxy that nobody named as trusted stands near us, while who asks may be anywhere.
        boolean unknownProxy = client.equals(request.getRemoteAddr()) && request.getHeader("X-Forwarded-For") != null;
        InetAddress address = InetAddress.ofLiteral(client);
        return !unknownProxy && networks.stream().anyMatch(network -> network.contains(address));
    }
}
