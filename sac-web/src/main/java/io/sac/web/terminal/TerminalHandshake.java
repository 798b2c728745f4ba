package io.sac.web.terminal;

import io.sac.protocol.TerminalFrame;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Agrees on the sub-protocol: the one for clients that come back when it is offered, else ttyd's. */
public class TerminalHandshake extends ServerEndpointConfig.Configurator {

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        if (requested.contains(TerminalFrame.TTY_SAC_1)) {
            return TerminalFrame.TTY_SAC_1;
        }
        return requested.contains(TerminalFrame.TTY) ? TerminalFrame.TTY : "";
    }
}
