package io.sac.web.conversation;

import io.sac.access.CurrentPrincipal;
import io.sac.conversation.ConversationEntry;
import io.sac.conversation.ConversationPage;
import io.sac.conversation.Conversations;
import io.sac.conversation.EntryFilter;
import io.sac.conversation.EntryPage;
import io.sac.problem.InvalidRequestException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was said with an agent, for the people who may see it; the contract is {@code META-INF/openapi.yaml}. */
@Path("conversations")
@Dependent
public class ConversationResource {
    private final Conversations conversations;
    private final ConversationExport export;
    private final CurrentPrincipal principal;

    @Inject
    public ConversationResource(Conversations conversations, ConversationExport export, CurrentPrincipal principal) {
        this.conversations = conversations;
        this.export = export;
        this.principal = principal;
    }

    @GET
    @RolesAllowed("user")
    public EntryPage entries(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("session_id") @Nullable UUID sessionId,
            @QueryParam("conversation_id") @Nullable @Size(max = 200) String conversationId,
            @QueryParam("direction") @DefaultValue("older") @Pattern(regexp = "older|newer") String direction,
            @QueryParam("at") @Nullable String at,
            @QueryParam("q") @Nullable @Size(max = 200) String query,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return conversations.entries(
                principal.get(),
                EntryFilter.of(agentId, sessionId, conversationId, query),
                cursor,
                timeOf(at),
                direction.equals("newer"),
                limit);
    }

    @GET
    @Path("sessions")
    @RolesAllowed("user")
    public ConversationPage conversations(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit) {
        return conversations.conversations(principal.get(), agentId, cursor, limit);
    }

    @GET
    @Path("entries/{entry}")
    @RolesAllowed("user")
    public ConversationEntry entry(@PathParam("entry") String entryId, @QueryParam("agent_id") @NotNull Long agentId) {
        return conversations.entry(principal.get(), agentId, entryId);
    }

    @GET
    @Path("export")
    @RolesAllowed("user")
    public Response export(
            @QueryParam("agent_id") @NotNull Long agentId,
            @QueryParam("session_id") @Nullable UUID sessionId,
            @QueryParam("conversation_id") @Nullable @Size(max = 200) String conversationId) {
        return export.answer(principal.get(), EntryFilter.of(agentId, sessionId, conversationId, null));
    }

    private static @Nullable Instant timeOf(@Nullable String text) {
        try {
            return text == null || text.isEmpty()
                    ? null
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidRequestException("at", "Use a time such as 2026-11-21T10:00:00Z.");
        }
    }
}
