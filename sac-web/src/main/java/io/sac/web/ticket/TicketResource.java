package io.sac.web.ticket;

import io.sac.access.CurrentPrincipal;
import io.sac.account.Tickets;
import io.sac.account.Tickets.Ticket;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;

/** Tickets for the terminal's socket. */
@Path("tickets")
@Dependent
public class TicketResource {
    private final Tickets tickets;
    private final CurrentPrincipal principal;

    @Inject
    public TicketResource(Tickets tickets, CurrentPrincipal principal) {
        this.tickets = tickets;
        this.principal = principal;
    }

    @POST
    @RolesAllowed("user")
    public Ticket create(@NotNull @Valid CreateTicketRequest wanted) {
        return tickets.issue(principal.get(), wanted.purpose(), wanted.sessionId());
    }

    public record CreateTicketRequest(
            @NotNull @Size(max = 40) String purpose,
            @NotNull UUID sessionId) {}
}
