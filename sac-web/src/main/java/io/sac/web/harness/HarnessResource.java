package io.sac.web.harness;

import io.sac.harness.HarnessCatalog;
import io.sac.harness.HarnessPrograms;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The agent programs that can be chosen. */
@Path("harnesses")
@Dependent
public class HarnessResource {
    private final HarnessCatalog harnesses;
    private final HarnessPrograms programs;

    @Inject
    public HarnessResource(HarnessCatalog harnesses, HarnessPrograms programs) {
        this.harnesses = harnesses;
        this.programs = programs;
    }

    /** All of them. */
    public record HarnessList(List<HarnessView> harnesses) {}

    @GET
    @RolesAllowed("user")
    public HarnessList list() {
        return new HarnessList(harnesses.all().stream()
                .map(harness -> HarnessView.of(harness, programs.isInstalled(harness), programs.installBytes(harness)))
                .toList());
    }
}
