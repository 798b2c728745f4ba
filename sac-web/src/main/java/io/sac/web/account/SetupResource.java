package io.sac.web.account;

import io.sac.account.Accounts;
import io.sac.account.Authentication;
import io.sac.account.NewAccount;
import io.sac.web.http.RequestAddress;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** The first administrator, made with the one-time link that the launcher prints. */
@Path("setup")
@Dependent
public class SetupResource {
    private final Accounts accounts;
    private final Authentication authentication;
    private final LoginResponses logins;

    @Inject
    public SetupResource(Accounts accounts, Authentication authentication, LoginResponses logins) {
        this.accounts = accounts;
        this.authentication = authentication;
        this.logins = logins;
    }

    @GET
    @PermitAll
    public SetupState state() {
        return new SetupState(accounts.setUpIsNeeded());
    }

    @POST
    @PermitAll
    public Response setUp(@NotNull @Valid SetupRequest wanted, @Context HttpServletRequest request) {
        var account = NewAccount.of(wanted.username(), wanted.email(), wanted.displayName());
        return logins.of(
                authentication.setUp(wanted.token(), account, wanted.password(), RequestAddress.visitor(request)),
                request);
    }

    public record SetupState(boolean needed) {}

    public record SetupRequest(
            @NotNull @Size(max = 200) String token,
            @NotNull @Size(min = 2, max = 64) String username,
            @Nullable @Size(max = 254) String email,
            @Nullable @Size(max = 100) String displayName,
            @NotNull @Size(max = 1000) String password) {}
}
