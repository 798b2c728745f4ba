package io.sac.web.output;

import io.sac.output.LinkPurpose;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** Asks for a signed address. */
public record CreateLinkRequest(
        long agentId,
        @NotNull @Size(min = 1, max = 4096) String path,
        @NotNull LinkPurpose purpose) {}
