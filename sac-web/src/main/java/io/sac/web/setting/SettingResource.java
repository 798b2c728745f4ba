package io.sac.web.setting;

import io.sac.access.CurrentPrincipal;
import io.sac.account.Accounts;
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

/** The system's settings, and what is different for a user. */
@Path("admin")
@Dependent
public class SettingResource {
    private final Settings settings;
    private final Accounts accounts;
    private final CurrentPrincipal principal;

    @Inject
    public SettingResource(Settings settings, Accounts accounts, CurrentPrincipal principal) {
        this.settings = settings;
        this.accounts = accounts;
        this.principal = principal;
    }

    @GET
    @Path("settings")
    @RolesAllowed("admin")
    public SettingList list() {
        return new SettingList(settings.list());
    }

    @PUT
    @Path("settings/{key}")
    @RolesAllowed("admin")
    public SettingDetails put(@PathParam("key") String key, @NotNull @Valid SettingValue value) {
        return settings.put(principal.get(), SettingKey.of(key), value.value());
    }

    @DELETE
    @Path("settings/{key}")
    @RolesAllowed("admin")
    public void reset(@PathParam("key") String key) {
        settings.reset(principal.get(), SettingKey.of(key));
    }

    @GET
    @Path("users/{user}/settings")
    @RolesAllowed("admin")
    public SettingList listOf(@PathParam("user") long user) {
        return new SettingList(settings.listOf(accounts.get(user).id()));
    }

    @PUT
    @Path("users/{user}/settings/{key}")
    @RolesAllowed("admin")
    public SettingDetails putFor(
            @PathParam("user") long user, @PathParam("key") String key, @NotNull @Valid SettingValue value) {
        return settings.putFor(principal.get(), accounts.get(user).id(), SettingKey.of(key), value.value());
    }

    @DELETE
    @Path("users/{user}/settings/{key}")
    @RolesAllowed("admin")
    public void resetFor(@PathParam("user") long user, @PathParam("key") String key) {
        settings.resetFor(principal.get(), accounts.get(user).id(), SettingKey.of(key));
    }

    public record SettingList(List<SettingDetails> settings) {}

    public record SettingValue(@NotNull Object value) {}
}
