package io.sac.web.setting;

import io.sac.access.CurrentPrincipal;
import io.sac.account.Accounts;
import io.sac.setting.SettingDetails;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import io.sac.web.setting.SettingResource.SettingList;
import io.sac.web.setting.SettingResource.SettingValue;
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

/** What is different for one user. */
@Path("admin/users/{user}/settings")
@Dependent
public class UserSettingResource {
    private final Settings settings;
    private final Accounts accounts;
    private final CurrentPrincipal principal;

    @Inject
    public UserSettingResource(Settings settings, Accounts accounts, CurrentPrincipal principal) {
        this.settings = settings;
        this.accounts = accounts;
        this.principal = principal;
    }

    @GET
    @RolesAllowed("admin")
    public SettingList listOf(@PathParam("user") long user) {
        return new SettingList(settings.listOf(accounts.get(user).id()));
    }

    @PUT
    @Path("{key}")
    @RolesAllowed("admin")
    public SettingDetails putFor(
            @PathParam("user") long user, @PathParam("key") String key, @NotNull @Valid SettingValue value) {
        return settings.putFor(principal.get(), accounts.get(user).id(), SettingKey.of(key), value.value());
    }

    @DELETE
    @Path("{key}")
    @RolesAllowed("admin")
    public void resetFor(@PathParam("user") long user, @PathParam("key") String key) {
        settings.resetFor(principal.get(), accounts.get(user).id(), SettingKey.of(key));
    }
}
