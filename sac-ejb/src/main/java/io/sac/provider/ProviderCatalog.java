package io.sac.provider;

import io.sac.platform.Json;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The model providers that can be chosen, from {@code providers/presets.json}. */
@ApplicationScoped
public class ProviderCatalog {
    private final List<ProviderPreset> presets;

    public ProviderCatalog() {
        try (InputStream in = ProviderCatalog.class.getResourceAsStream("/providers/presets.json")) {
            if (in == null) {
                throw new IllegalStateException("providers/presets.json is not in the archive");
            }
            presets = List.of(Json.mapper().readValue(in, ProviderPreset[].class));
        } catch (IOException e) {
            throw new IllegalStateException("providers/presets.json cannot be read", e);
        }
    }

    public List<ProviderPreset> all() {
        return presets;
    }

    public List<String> names() {
        return presets.stream().map(ProviderPreset::preset).toList();
    }

    public Optional<ProviderPreset> find(String name) {
        return presets.stream().filter(preset -> preset.preset().equals(name)).findFirst();
    }

    public ProviderPreset get(String name) {
        return find(name)
                .orElseThrow(() -> new SacException(
                        ProblemType.INVALID, "The agent's provider is not known any more. Choose another one."));
    }
}
