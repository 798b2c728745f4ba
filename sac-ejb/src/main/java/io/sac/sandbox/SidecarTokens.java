package io.sac.sandbox;

import io.sac.platform.KeyPurpose;
import io.sac.platform.KeyRing;
import io.sac.protocol.AgentToken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The tokens with which this server proves itself to sidecars; computed, never stored. */
@ApplicationScoped
public class SidecarTokens {
    private final KeyRing keys;

    @Inject
    public SidecarTokens(KeyRing keys) {
        this.keys = keys;
    }

    @SuppressWarnings("NullAway") // the proxy of an application scoped bean wants it
    protected SidecarTokens() {
        this(null);
    }

    /** What the sidecar at this address may hold: its token under the current key, then under older ones. */
    List<AgentToken> down(SidecarAddress address) {
        List<AgentToken> tokens = new ArrayList<>();
        add(tokens, keys.currentId(), address);
        for (String id : keys.ids()) {
            if (!id.equals(keys.currentId())) {
                add(tokens, id, address);
            }
        }
        return tokens;
    }

    private void add(List<AgentToken> tokens, String keyId, SidecarAddress address) {
        keys.find(keyId, KeyPurpose.AGENT_TOKEN)
                .ifPresent(key -> tokens.add(AgentToken.compute(
                        key.getEncoded(), keyId, AgentToken.Direction.DOWN, address.agentId(), address.generation())));
    }
}
