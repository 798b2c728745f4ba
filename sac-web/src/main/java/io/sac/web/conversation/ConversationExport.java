package io.sac.web.conversation;

import io.sac.access.Principal;
import io.sac.conversation.ConversationEntry;
import io.sac.conversation.Conversations;
import io.sac.conversation.EntryFilter;
import io.sac.conversation.EntryText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** A history as CSV, made while it is sent. No cell begins like a formula, because spreadsheets would run it. */
@ApplicationScoped
public class ConversationExport {
    private static final DateTimeFormatter IN_NAME = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private final Conversations conversations;
    private final Clock clock;

    @Inject
    public ConversationExport(Conversations conversations, Clock clock) {
        this.conversations = conversations;
        this.clock = clock;
    }

    @SuppressWarnings("NullAway") // for the client proxy
    protected ConversationExport() {
        this(null, null);
    }

    public Response answer(Principal principal, EntryFilter filter) {
        conversations.require(principal, filter.agentId());
        String name = "conversations_" + IN_NAME.format(clock.instant().atOffset(ZoneOffset.UTC)) + ".csv";
        return Response.ok((StreamingOutput) out -> write(principal, filter, out))
                .type("text/csv; charset=utf-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private void write(Principal principal, EntryFilter filter, OutputStream out) throws IOException {
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try {
            writer.write("\uFEFFtimestamp,session_id,conversation_id,role,kind,content\r\n");
            conversations.export(principal, filter, entry -> line(writer, entry));
            writer.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void line(Writer writer, ConversationEntry entry) {
        try {
            writer.write(String.join(
                    ",",
                    cell(entry.at().toString()),
                    cell(entry.sessionId() == null ? null : entry.sessionId().toString()),
                    cell(entry.conversationId()),
                    cell(entry.role().wireName()),
                    cell(entry.kind()),
                    cell(EntryText.of(entry.content()))));
            writer.write("\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cell(@Nullable String text) {
        if (text == null) {
            return "";
        }
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
    }
}
