package io.sac.agent;

import io.sac.platform.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client sends to create or change an agent, and its parts. */
public sealed interface AgentRequest {

    /** A new agent; what is absent has its default. */
    record Create(
            @Nullable String name,
            @Nullable String description,
            @Nullable String icon,
            @Nullable String instructions,
            @Nullable String harness,
            @Nullable ProviderInput provider,
            @Nullable String permissionMode,
            @Nullable List<VariableInput> variables)
            implements AgentRequest {}

    /** Changes; what is absent stays, null clears. */
    record Update(
            Patch<String> name,
            Patch<String> description,
            Patch<String> icon,
            Patch<String> instructions,
            Patch<String> harness,
            Patch<ProviderInput> provider,
            Patch<String> permissionMode,
            Patch<List<VariableInput>> variables)
            implements AgentRequest {}

    /** A model provider; the stored key and models go when the preset changes. */
    record ProviderInput(
            @Nullable String preset, Patch<String> baseUrl, Patch<String> key, Patch<AgentView.Models> models) {
        @Override
        public String toString() {
            return "ProviderInput[" + preset + "]";
        }
    }

    /** A variable; without a value a stored one of this name is kept. */
    record VariableInput(
            @Nullable String name,
            Patch<String> value,
            @Nullable Boolean secret) {
        @Override
        public String toString() {
            return "VariableInput[" + name + "]";
        }
    }
}
