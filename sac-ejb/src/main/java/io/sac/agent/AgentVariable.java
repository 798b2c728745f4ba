package io.sac.agent;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/** A variable of the agent's environment: a plain value, or a secret's ciphertext with its last four characters. */
@Embeddable
public record AgentVariable(
        @Column(name = "name") String name,
        @Column(name = "secret") boolean secret,
        @Column(name = "value") String value,
        @Column(name = "last4") @Nullable String last4) {
    @Override
    public String toString() {
        return "AgentVariable[" + name + "]";
    }
}
