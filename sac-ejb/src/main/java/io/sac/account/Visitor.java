package io.sac.account;

import org.jspecify.annotations.Nullable;

/** From where a request comes: the address that no header can forge, and what the browser calls itself. */
public record Visitor(String address, @Nullable String userAgent) {
    private static final int LONGEST = 300;

    public Visitor {
        userAgent = userAgent != null && userAgent.length() > LONGEST ? userAgent.substring(0, LONGEST) : userAgent;
    }
}
