package io.sac.web.setting;

import io.sac.account.Accounts;
import io.sac.account.UserDetails;
import io.sac.web.http.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The users, page by page. */
@Path("admin/users")
@Dependent
public class UserResource {
    private final Accounts accounts;

    @Inject
    public UserResource(Accounts accounts) {
        this.accounts = accounts;
    }

    @GET
    @RolesAllowed("admin")
    public UserList list(
            @QueryParam("cursor") @Nullable @Size(max = 500) String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit,
            @QueryParam("q") @Nullable @Size(max = 100) String text) {
        Page<UserDetails> page =
                Page.of(accounts.page(Page.number(cursor, 0), limit + 1, text), limit, user -> Page.cursor(user.id()));
        return new UserList(page.items(), page.nextCursor());
    }

    public record UserList(
            List<UserDetails> users, @Nullable String nextCursor) {}
}
