package io.sac.web.account;

import io.sac.access.CurrentPrincipal;
import io.sac.access.Principal;
import io.sac.account.Accounts;
import io.sac.account.Authentication;
import io.sac.account.LoginSessionDetails;
import io.sac.account.NewAccount;
import io.sac.account.ProfileChange;
import io.sac.account.RefreshToken;
import io.sac.account.SignIns;
import io.sac.account.UserDetails;
import io.sac.platform.Patch;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.setting.SettingKey;
import io.sac.setting.Settings;
import io.sac.web.http.RequestAddress;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing in and out, one's own account, and where one is signed in. */
@Path("auth")
@Dependent
public class AuthResource {
    private final Authentication authentication;
    private final Accounts accounts;
    private final SignIns signIns;
    private final Settings settings;
    private final LoginResponses logins;
    private final CurrentPrincipal principal;

    @Inject
    public AuthResource(
            Authentication authentication,
            Accounts accounts,
            SignIns signIns,
            Settings settings,
            LoginResponses logins,
            CurrentPrincipal principal) {
        this.authentication = authentication;
        this.accounts = accounts;
        this.signIns = signIns;
        this.settings = settings;
        this.logins = logins;
        this.principal = principal;
    }

    @GET
    @Path("registration-mode")
    @PermitAll
    public RegistrationModeView registrationMode() {
        return new RegistrationModeView(settings.text(SettingKey.REGISTRATION_MODE));
    }

    @POST
    @Path("register")
    @PermitAll
    public Response register(@NotNull @Valid RegisterRequest wanted, @Context HttpServletRequest request) {
        var account = NewAccount.of(wanted.username(), wanted.email(), wanted.displayName());
        return logins.of(authentication.register(account, wanted.password(), RequestAddress.visitor(request)), request);
    }

    @POST
    @Path("login")
    @PermitAll
    public Response logIn(@NotNull @Valid LoginRequest login, @Context HttpServletRequest request) {
        return logins.of(
                authentication.logIn(login.username(), login.password(), RequestAddress.visitor(request)), request);
    }

    @POST
    @Path("refresh")
    @PermitAll
    public Response refresh(@Context HttpServletRequest request) {
        RefreshToken token = logins.refreshToken(request)
                .orElseThrow(() -> new SacException(ProblemType.SESSION_EXPIRED, "Please sign in."));
        return logins.of(authentication.renew(token, RequestAddress.visitor(request)), request);
    }

    @POST
    @Path("logout")
    @PermitAll
    public Response logOut(@Context HttpServletRequest request) {
        logins.refreshToken(request).ifPresent(token -> signIns.end(token.family()));
        UUID session = principal.find().map(Principal::loginSession).orElse(null);
        if (session != null) {
            signIns.end(session);
        }
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, logins.clearedCookie(request))
                .build();
    }

    @GET
    @Path("me")
    @RolesAllowed("user")
    public UserDetails me() {
        return accounts.get(principal.get().userId());
    }

    @PUT
    @Path("me")
    @RolesAllowed("user")
    public UserDetails updateMe(@NotNull @Valid UpdateProfileRequest change) {
        if (change.displayName().isPresent() && change.displayName().value().isEmpty()) {
            throw new InvalidRequestException("display_name", "Everybody has a name to show.");
        }
        return accounts.updateProfile(
                principal.get(), new ProfileChange(change.displayName().value().orElse(null), change.email()));
    }

    @PUT
    @Path("password")
    @RolesAllowed("user")
    public void changePassword(@NotNull @Valid ChangePasswordRequest change, @Context HttpServletRequest request) {
        authentication.changePassword(
                principal.get(), change.currentPassword(), change.newPassword(), RequestAddress.visitor(request));
    }

    @GET
    @Path("sessions")
    @RolesAllowed("user")
    public LoginSessionList sessions() {
        return new LoginSessionList(signIns.list(principal.get()));
    }

    @DELETE
    @Path("sessions")
    @RolesAllowed("user")
    public void endOthers() {
        signIns.endOthers(principal.get());
    }

    @DELETE
    @Path("sessions/{id}")
    @RolesAllowed("user")
    public void end(@PathParam("id") UUID id) {
        signIns.end(principal.get(), id);
    }

    public record RegistrationModeView(String mode) {}

    public record RegisterRequest(
            @NotNull @Size(min = 2, max = 64) String username,
            @Nullable @Size(max = 254) String email,
            @Nullable @Size(max = 100) String displayName,
            @NotNull @Size(max = 1000) String password) {}

    public record LoginRequest(
            @NotNull @Size(min = 1, max = 254) String username,
            @NotNull @Size(max = 1000) String password) {}

    public record UpdateProfileRequest(
            Patch<@Size(min = 1, max = 100) String> displayName, Patch<@Size(max = 254) String> email) {}

    public record ChangePasswordRequest(
            @NotNull @Size(max = 1000) String currentPassword,
            @NotNull @Size(max = 1000) String newPassword) {}

    public record LoginSessionList(List<LoginSessionDetails> sessions) {}
}
