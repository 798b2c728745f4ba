package io.sac.web.sweep;

import io.sac.sweep.SweepRun;
import io.sac.sweep.SweepRuns;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** When each sweep last ran and how it went. */
@Path("admin/sweeps")
@Dependent
public class SweepResource {
    private final SweepRuns runs;

    @Inject
    public SweepResource(SweepRuns runs) {
        this.runs = runs;
    }

    @GET
    @RolesAllowed("admin")
    public Sweeps list() {
        return new Sweeps(runs.list());
    }

    /** All sweeps. */
    public record Sweeps(List<SweepRun> sweeps) {}
}
