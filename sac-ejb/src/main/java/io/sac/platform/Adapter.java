package io.sac.platform;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Names one adapter of a port; the port's producer selects it by the name in the settings. */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
public @interface Adapter {
    String value();

    /** For {@code instances.select(Adapter.Literal.of(settings.runtime()))}. */
    final class Literal extends AnnotationLiteral<Adapter> implements Adapter {
        private static final long serialVersionUID = 1L;

        private final String name;

        private Literal(String name) {
            this.name = name;
        }

        public static Literal of(String name) {
            return new Literal(name);
        }

        @Override
        public String value() {
            return name;
        }
    }
}
