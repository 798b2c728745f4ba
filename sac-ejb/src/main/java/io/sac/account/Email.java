package io.sac.account;

import io.sac.problem.InvalidRequestException;
import java.util.regex.Pattern;

/** An e-mail address, as far as its form can tell. */
public record Email(String value) {
    private static final Pattern FORM = Pattern.compile("[^\\s@<>\",;:\\\\]{1,64}@[^\\s@<>\",;:\\\\]{1,189}");

    public Email {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidRequestException("email", "This is not an e-mail address.");
        }
    }

    public static Email of(String text) {
        return new Email(text.strip());
    }

    public String key() {
        return Username.fold(value);
    }
}
