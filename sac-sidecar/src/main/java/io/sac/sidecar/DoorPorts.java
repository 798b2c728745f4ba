package io.sac.sidecar;

import io.sac.sidecar.config.LocalState;
import io.sac.sidecar.config.SidecarConfig;
import io.sac.sidecar.http.Doors;
import io.undertow.server.HttpHandler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the doors at the ports of last time; at others when something else took one meanwhile. */
final class DoorPorts {
    private static final Logger LOG = LoggerFactory.getLogger(DoorPorts.class);

    private DoorPorts() {}

    static Doors open(
            SidecarConfig config, LocalState before, HttpHandler front, HttpHandler hooks, HttpHandler model) {
        int port = config.port() != 0 ? config.port() : before.port();
        int hookPort = config.hookPort() != 0 ? config.hookPort() : before.hookPort();
        int modelPort = config.model().port() != 0 ? config.model().port() : before.modelPort();
        try {
            return open(config, front, port, hooks, hookPort, model, modelPort);
        } catch (RuntimeException e) {
            if (!Doors.portTaken(e)) {
                throw e;
            }
            LOG.warn("a port of last time is taken; others are chosen where the configuration leaves it open");
            return open(
                    config,
                    front,
                    config.port(),
                    hooks,
                    config.hookPort(),
                    model,
                    config.model().port());
        }
    }

    private static Doors open(
            SidecarConfig config,
            HttpHandler front,
            int port,
            HttpHandler hooks,
            int hookPort,
            HttpHandler model,
            int modelPort) {
        return Doors.open(List.of(
                new Doors.Door(config.listen(), port, front),
                new Doors.Door("127.0.0.1", hookPort, hooks),
                new Doors.Door("127.0.0.1", modelPort, model)));
    }
}
