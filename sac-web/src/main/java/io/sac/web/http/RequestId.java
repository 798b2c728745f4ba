package io.sac.web.http;

import jakarta.servlet.ServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id under which one request is found again in answers and logs. */
public final class RequestId {
    /** Carries it in both directions. */
    public static final String HEADER = "Sac-Request-Id";

    private static final String ATTRIBUTE = "io.sac.request-id";
    private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    private RequestId() {}

    /** Keeps the caller's id if it is a harmless one, else makes one. */
    static String assign(ServletRequest request, @Nullable String offered) {
        String id = offered != null && ACCEPTABLE.matcher(offered).matches()
                ? offered
                : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    public static String of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String id ? id : assign(request, null);
    }
}
