package io.sac.web.conversation;

import io.sac.access.CurrentPrincipal;
import io.sac.conversation.Conversations;
import io.sac.conversation.EntriesAccepted;
import io.sac.conversation.NewEntries;
import io.sac.problem.InvalidRequestException;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.json.JsonMapper;

/** Entries of transcripts from sidecars. Transcripts nest deeper than other requests may, hence the own mapper. */
@Path("internal/conversations")
@Dependent
public class InternalConversationResource {
    private static final JsonMapper JSON = NewEntries.mapper();

    private final Conversations conversations;
    private final Validator validator;
    private final CurrentPrincipal principal;

    @Inject
    public InternalConversationResource(Conversations conversations, Validator validator, CurrentPrincipal principal) {
        this.conversations = conversations;
        this.validator = validator;
        this.principal = principal;
    }

    @POST
    @Path("events")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed("agent")
    public EntriesAccepted append(InputStream body) throws IOException {
        Long agentId = principal.get().agentId();
        if (agentId == null) {
            throw new SacException(ProblemType.FORBIDDEN, "This is for sidecars.");
        }
        return conversations.append(agentId, read(body));
    }

    private NewEntries read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(NewEntries.MAX_BYTES + 1);
        if (bytes.length > NewEntries.MAX_BYTES) {
            throw new SacException(ProblemType.TOO_LARGE, "A batch of entries has at most 4 MiB.");
        }
        NewEntries batch;
        try {
            batch = JSON.readValue(bytes, NewEntries.class);
        } catch (StreamReadException e) {
            throw new SacException(ProblemType.BAD_REQUEST, "The request is not well-formed JSON.", e);
        } catch (JacksonException e) {
            throw new InvalidRequestException("entries", "A field is unknown, missing or of the wrong type.");
        }
        var violations = validator.validate(batch);
        if (!violations.isEmpty()) {
            throw new ConstraintViolationException(violations);
        }
        return batch;
    }
}
