package io.sac.web.setting;

import io.sac.access.CurrentPrincipal;
import io.sac.setting.SettingDetails;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

/** The system's settings. */
@Path("admin/settings")
@Dependent
public class SettingResource {
    private final Settings settings;
    private final CurrentPrincipal principal;

    @Inject
    public SettingResource(Settings settings, CurrentPrincipal principal) {
        this.settings = settings;
        this.principal = principal;
    }

    @GET
    @RolesAllowed("admin")
    public SettingList list() {
        return new SettingList(settings.list());
    }

    @PUT
    @Path("{key}")
    @RolesAllowed("admin")
    public SettingDetails put(@PathParam("key") String key, @NotNull @Valid SettingValue value) {
        return settings.put(principal.get(), SettingKey.of(key), value.value());
    }

    @DELETE
    @Path("{key}")
    @RolesAllowed("admin")
    public void reset(@PathParam("key") String key) {
        settings.reset(principal.get(), SettingKey.of(key));
    }

    public record SettingList(List<SettingDetails> settings) {}

    public record SettingValue(@NotNull Object value) {}
}
