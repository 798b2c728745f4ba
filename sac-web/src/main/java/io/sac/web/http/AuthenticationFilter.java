package io.sac.web.http;

import io.sac.access.AgentGenerations;
import io.sac.access.CurrentPrincipal;
import io.sac.access.Principal;
import io.sac.account.AccessTokens;
import io.sac.account.Accounts;
import io.sac.account.SignIns;
import io.sac.account.UserDetails;
import io.sac.platform.KeyPurpose;
import io.sac.platform.KeyRing;
import io.sac.problem.ProblemType;
import io.sac.problem.SacException;
import io.sac.protocol.AgentToken;
import io.sac.web.problem.Problems;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls. MicroProfile JWT proves an access token, an HMAC proves an agent's; then the database says
 * whether the sign-in or the agent still stands and which role the person has now. Whatever came, the result is one
 * {@link Principal}.
 */
public class AuthenticationFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String BEARER = "Bearer ";

    private final transient CurrentPrincipal current;
    private final transient SignIns signIns;
    private final transient Accounts accounts;
    private final transient KeyRing keys;
    private final transient Instance<AgentGenerations> agents;
    private final transient Problems problems;

    @Inject
    public AuthenticationFilter(
            CurrentPrincipal current,
            SignIns signIns,
            Accounts accounts,
            KeyRing keys,
            Instance<AgentGenerations> agents,
            Problems problems) {
        this.current = current;
        this.signIns = signIns;
        this.accounts = accounts;
        this.keys = keys;
        this.agents = agents;
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("WWW-Authenticate", null); // Liberty says so before it knows whether anybody must sign in
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            chain.doFilter(new Known(request, null), response);
            return;
        }
        Optional<Principal> proven;
        try {
            proven = RequestAddress.of(request).internal()
                    ? agent(header.substring(BEARER.length()).strip())
                    : person(request, response);
        } catch (RuntimeException e) {
            problems.send(request, response, problems.problem(e));
            return;
        }
        if (proven.isPresent()) {
            current.become(proven.get());
        } else {
            current.refuse(new SacException(
                    ProblemType.SESSION_EXPIRED, "Your sign-in has ended or is not valid. Please sign in again."));
        }
        chain.doFilter(new Known(request, proven.orElse(null)), response);
    }

    private Optional<Principal> person(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        // The container writes its own 401 into this; the caller gets ours, and only where somebody must be known.
        boolean good = request.authenticate(new DiscardedResponse(response));
        if (!good || !(request.getUserPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        String session = token.getClaim(AccessTokens.SESSION_CLAIM);
        if (session == null || token.getSubject() == null) {
            return Optional.empty();
        }
        return signIns.principal(Long.parseLong(token.getSubject()), UUID.fromString(session));
    }

    private Optional<Principal> agent(String text) {
        AgentToken token = AgentToken.parse(text)
                .filter(parsed -> parsed.direction() == AgentToken.Direction.UP)
                .filter(parsed -> parsed.madeBy(this::agentTokenKey))
                .orElse(null);
        if (token == null || agents.isUnsatisfied()) {
            return Optional.empty();
        }
        return agents.get()
                .of(token.agentId())
                .filter(agent -> agent.generation() == token.generation())
                .map(agent -> {
                    UserDetails owner = accounts.get(agent.ownerId());
                    return new Principal(
                            Principal.Kind.AGENT, owner.id(), owner.username(), owner.role(), null, token.agentId());
                });
    }

    private byte @Nullable [] agentTokenKey(String keyId) {
        return keys.find(keyId, KeyPurpose.AGENT_TOKEN)
                .map(key -> key.getEncoded())
                .orElse(null);
    }

    /** The request with our principal, whom the role annotations ask. */
    private static final class Known extends HttpServletRequestWrapper {
        private final @Nullable Principal principal;

        Known(HttpServletRequest request, @Nullable Principal principal) {
            super(request);
            this.principal = principal;
        }

        @Override
        public java.security.@Nullable Principal getUserPrincipal() {
            return principal;
        }

        @Override
        public @Nullable String getRemoteUser() {
            return principal == null ? null : principal.getName();
        }

        @Override
        public boolean isUserInRole(String role) {
            return principal != null && principal.isInRole(role);
        }
    }
}
