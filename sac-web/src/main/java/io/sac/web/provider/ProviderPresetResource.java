package io.sac.web.provider;

import io.sac.provider.ProviderCatalog;
import io.sac.provider.ProviderPreset;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The model providers that can be chosen. */
@Path("provider-presets")
@Dependent
public class ProviderPresetResource {
    private final ProviderCatalog providers;

    @Inject
    public ProviderPresetResource(ProviderCatalog providers) {
        this.providers = providers;
    }

    /** All of them. */
    public record PresetList(List<ProviderPreset.View> presets) {}

    @GET
    @RolesAllowed("user")
    public PresetList list() {
        return new PresetList(providers.all().stream().map(ProviderPreset::view).toList());
    }
}
