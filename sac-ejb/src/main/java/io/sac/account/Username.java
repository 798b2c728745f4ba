package io.sac.account;

import io.sac.problem.InvalidRequestException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** A name to sign in with. It never holds an @, so that it cannot be taken for somebody's e-mail address. */
public record Username(String value) {
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._-]{1,63}");

    public Username {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidRequestException(
                    "username", "Use 2 to 64 letters, digits, dots, dashes or underscores, a letter or digit first.");
        }
    }

    public static Username of(String text) {
        return new Username(Normalizer.normalize(text.strip(), Normalizer.Form.NFKC));
    }

    /** The form by which names are compared. */
    public String key() {
        return fold(value);
    }

    /** Folds case and compatibility forms, for comparing names and addresses. */
    public static String fold(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
