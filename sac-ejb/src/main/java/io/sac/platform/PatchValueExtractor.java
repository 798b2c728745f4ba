package io.sac.platform;

import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;

/** Lets Bean Validation look into a {@link Patch}: an absent or cleared one breaks no rule of its value. */
public class PatchValueExtractor implements ValueExtractor<Patch<@ExtractedValue ?>> {
    @Override
    public void extractValues(Patch<?> patch, ValueReceiver receiver) {
        receiver.value(null, patch.value().orElse(null));
    }
}
