package io.sac.session;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;

/** States as the words that the database holds. */
final class Words {
    private Words() {}

    /** For {@link SessionStatus}. */
    @Converter
    static class OfStatus implements AttributeConverter<SessionStatus, String> {
        @Override
        public String convertToDatabaseColumn(SessionStatus status) {
            return status.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public SessionStatus convertToEntityAttribute(String word) {
            return SessionStatus.valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** For {@link Activity}. */
    @Converter
    static class OfActivity implements AttributeConverter<Activity, String> {
        @Override
        public String convertToDatabaseColumn(Activity activity) {
            return activity.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Activity convertToEntityAttribute(String word) {
            return Activity.valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
