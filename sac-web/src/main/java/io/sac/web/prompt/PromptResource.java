package io.sac.web.prompt;

import io.sac.access.CurrentPrincipal;
import io.sac.prompt.PromptService;
import io.sac.prompt.PromptView;
import io.sac.web.session.SessionIds;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is given to a session to do. */
@Path("sessions/{session_id}/prompts")
@Dependent
public class PromptResource {
    private final PromptService prompts;
    private final CurrentPrincipal principal;

    @Inject
    public PromptResource(PromptService prompts, CurrentPrincipal principal) {
        this.prompts = prompts;
        this.principal = principal;
    }

    @POST
    @RolesAllowed("user")
    public Response send(@PathParam("session_id") String session, @NotNull @Valid SendPromptRequest request) {
        PromptView prompt = prompts.send(principal.get(), SessionIds.parse(session), request.toNewPrompt());
        return Response.accepted(prompt).build();
    }

    @GET
    @RolesAllowed("user")
    public PromptList list(
            @PathParam("session_id") String session,
            @QueryParam("cursor") @Nullable @Pattern(regexp = "[0-9]{1,18}", message = "Not a cursor of this list.")
                    String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        Long below = cursor == null ? null : Long.valueOf(cursor);
        List<PromptService.Numbered> page = prompts.list(principal.get(), SessionIds.parse(session), below, limit + 1);
        return PromptList.of(page, limit);
    }
}
