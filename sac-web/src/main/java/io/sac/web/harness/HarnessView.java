package io.sac.web.harness;

import io.sac.harness.HarnessDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent program as clients see it. */
public record HarnessView(
        String id,
        String name,
        String description,
        String transport,
        @Nullable String version,
        boolean installed,
        @Nullable Long installBytes,
        List<String> providers,
        List<String> permissionModes,
        @Nullable String defaultPermissionMode) {

    static HarnessView of(HarnessDescriptor harness, boolean installed, @Nullable Long installBytes) {
        return new HarnessView(
                harness.id(),
                harness.name(),
                harness.description(),
                harness.transport(),
                harness.version(),
                installed,
                installBytes,
                harness.providers(),
                harness.permissionModes(),
                harness.defaultPermissionMode());
    }
}
