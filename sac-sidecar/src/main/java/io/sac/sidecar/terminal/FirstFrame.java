package io.sac.sidecar.terminal;

import io.sac.sidecar.json.BadJsonException;
import io.sac.sidecar.json.Fields;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client says first: its size, and if it comes back, who it is and how far it got.
 *
 * @param tab the viewer's uuid; null for ttyd's own protocol
 */
record FirstFrame(
        int columns,
        int rows,
        @Nullable String tab,
        @Nullable String epoch,
        @Nullable Long offset) {

    static FirstFrame of(byte[] frame, boolean counted) {
        Fields fields = Fields.of(new String(frame, StandardCharsets.UTF_8));
        if (!counted) {
            // ttyd's client sends its token here; who this is was settled in the upgrade request.
            return new FirstFrame(columns(fields), rows(fields), null, null, null);
        }
        String tab = fields.text("viewer");
        try {
            tab = UUID.fromString(tab).toString();
        } catch (IllegalArgumentException e) {
            throw new BadJsonException("viewer must be a uuid");
        }
        String epoch = fields.optionalText("epoch");
        Long offset = fields.optionalNumber("offset");
        FirstFrame first = new FirstFrame(columns(fields), rows(fields), tab, epoch, offset);
        fields.done();
        return first;
    }

    static int columns(Fields fields) {
        return Math.clamp(fields.number("columns", 0, 100_000), 2, 2000);
    }

    static int rows(Fields fields) {
        return Math.clamp(fields.number("rows", 0, 100_000), 2, 1000);
    }
}
