package io.sac.web.session;

import io.sac.problem.InvalidRequestException;
import io.sac.session.SessionRepository;
import io.sac.session.SessionView;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the next page of sessions begins, as clients carry it. */
final class SessionCursor {
    private SessionCursor() {}

    static SessionRepository.@Nullable Place parse(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            return new SessionRepository.Place(
                    Instant.parse(text.substring(0, Math.max(0, space))), UUID.fromString(text.substring(space + 1)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new InvalidRequestException("cursor", "Not a cursor of this list.");
        }
    }

    static String after(SessionView last) {
        String text = last.createdAt() + " " + last.sessionId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
