package io.sac.platform;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Lets Jackson tell an absent field from a null one for {@link Patch}. */
final class PatchModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"unchecked", "rawtypes"})
    PatchModule() {
        super("sac patch");
        addDeserializer((Class) Patch.class, new PatchDeserializer(null));
    }

    /** Reads the value inside with the deserializer of the type argument. */
    private static final class PatchDeserializer extends ValueDeserializer<Patch<?>> {
        private final @Nullable JavaType content;

        PatchDeserializer(@Nullable JavaType content) {
            this.content = content;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType type = context.getContextualType();
            return new PatchDeserializer(type == null ? null : type.containedTypeOrUnknown(0));
        }

        @Override
        public Patch<?> deserialize(JsonParser parser, DeserializationContext context) {
            JavaType type = content == null ? context.constructType(Object.class) : content;
            return Patch.of(context.readValue(parser, type));
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return Patch.of(null);
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Patch.absent();
        }
    }
}
