package io.sac.web.provider;

import io.sac.access.CurrentPrincipal;
import io.sac.agent.AgentDirectory;
import io.sac.platform.Json;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.provider.demo.DemoModel;
import io.sac.provider.demo.DemoReply;
import io.sac.provider.demo.DemoWire;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The model that a sidecar reaches through SAC: for agents with the demo provider the built-in one answers. */
@Path("internal/llm/{provider}")
@Dependent
public class DemoModelResource {
    private static final int MAX_BODY = 32 << 20;
    private static final long PAUSE_MILLIS = 12;
    private static final DemoModel MODEL = new DemoModel();

    private final AgentDirectory agents;
    private final CurrentPrincipal principal;

    @Inject
    public DemoModelResource(AgentDirectory agents, CurrentPrincipal principal) {
        this.agents = agents;
        this.principal = principal;
    }

    @POST
    @Path("v1/messages")
    @RolesAllowed("agent")
    public Response messages(@PathParam("provider") String provider, InputStream in) throws IOException {
        requireDemo(provider);
        JsonNode body = read(in);
        if (!body.path("messages").isArray() || body.path("messages").isEmpty()) {
            return refused("messages: at least one message is required");
        }
        DemoReply reply = MODEL.reply(body);
        if (!body.path("stream").asBoolean(false)) {
            return Response.ok(DemoWire.whole(reply), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
        StreamingOutput stream = out -> DemoWire.stream(reply, out, DemoModelResource::pause);
        return Response.ok(stream, "text/event-stream")
                .header("Cache-Control", "no-store")
                .build();
    }

    @POST
    @Path("v1/messages/count_tokens")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed("agent")
    public Map<String, Integer> countTokens(@PathParam("provider") String provider, InputStream in) throws IOException {
        requireDemo(provider);
        return Map.of("input_tokens", MODEL.countTokens(read(in)));
    }

    @GET
    @Path("v1/models")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed("agent")
    public Map<String, Object> models(@PathParam("provider") String provider) {
        requireDemo(provider);
        return Map.of(
                "data",
                List.of(Map.of("type", "model", "id", "sac-demo", "display_name", "SAC demo")),
                "has_more",
                false);
    }

    /** Claude Code asks for a sign of life. */
    @HEAD
    @RolesAllowed("agent")
    public Response alive(@PathParam("provider") String provider) {
        requireDemo(provider);
        return Response.ok().build();
    }

    /** An agent reaches its own provider and no other. */
    private void requireDemo(String provider) {
        Long agentId = principal.get().agentId();
        boolean its = agentId != null
                && provider.equals("demo")
                && agents.find(agentId)
                        .filter(agent -> agent.providerPreset().equals("demo"))
                        .isPresent();
        if (!its) {
            throw new SacException(ProblemType.NOT_FOUND, "This agent has no such model.");
        }
    }

    private static JsonNode read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new SacException(ProblemType.TOO_LARGE, "The request is larger than 32 MiB.");
        }
        try {
            return Json.mapper().readTree(bytes);
        } catch (JacksonException e) {
            throw new SacException(ProblemType.BAD_REQUEST, "The request is not JSON.", e);
        }
    }

    private static Response refused(String message) {
        return Response.status(400)
                .entity(Map.of("type", "error", "error", Map.of("type", "invalid_request_error", "message", message)))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
