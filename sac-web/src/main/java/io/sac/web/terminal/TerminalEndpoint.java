package io.sac.web.terminal;

import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.protocol.TerminalFrame;
import io.sac.terminal.TerminalRelay;
import io.sac.terminal.TerminalService;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A terminal over WebSocket, in ttyd's protocol and in ours; one instance for each connection. */
@ServerEndpoint(
        value = "/ws/{sessionId}",
        subprotocols = {TerminalFrame.TTY_SAC_1, TerminalFrame.TTY},
        configurator = TerminalHandshake.class)
@Dependent
public class TerminalEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalEndpoint.class);

    @Inject
    TerminalService terminals;

    private @Nullable TerminalRelay relay;

    @SuppressWarnings("NullAway.Init") // Liberty wants a public no-arg constructor on endpoints: CWWKH0001E
    public TerminalEndpoint() {}

    @OnOpen
    public void open(Session session, @PathParam("sessionId") String sessionId) {
        session.setMaxIdleTimeout(0);
        var client = new SocketClient(session);
        var request = new TerminalService.Request(sessionId, query(session, "agent_id"), query(session, "token"));
        String agreed = session.getNegotiatedSubprotocol();
        String protocol = agreed == null || agreed.isEmpty() ? TerminalFrame.TTY : agreed;
        try {
            relay = terminals.open(request, protocol, client);
        } catch (SacException e) {
            client.close(e.type().closeCode(), e.detail());
        } catch (RuntimeException e) {
            LOG.error("a terminal could not be opened", e);
            client.close(ProblemType.INTERNAL.closeCode(), ProblemType.INTERNAL.title());
        }
    }

    @OnMessage
    public void binary(ByteBuffer part, boolean last) {
        TerminalRelay open = relay;
        if (open != null) {
            open.binary(part, last);
        }
    }

    @OnMessage
    public void text(String part, boolean last) {
        TerminalRelay open = relay;
        if (open != null) {
            open.text(part, last);
        }
    }

    @OnMessage
    public void pong(PongMessage message) {
        TerminalRelay open = relay;
        if (open != null) {
            open.pong();
        }
    }

    @OnClose
    public void close(CloseReason reason) {
        TerminalRelay open = relay;
        if (open != null) {
            open.viewerClosed(reason.getCloseCode().getCode());
        }
    }

    @OnError
    public void error(Throwable failure) {
        // A viewer that vanishes is daily business; the close that follows ends the relay.
        LOG.debug("terminal socket", failure);
    }

    private static @Nullable String query(Session session, String name) {
        List<String> values = session.getRequestParameterMap().get(name);
        return values == null || values.isEmpty() ? null : values.getFirst();
    }
}
