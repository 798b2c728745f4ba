package io.sac.web.output;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The value of {@code Content-Disposition} (RFC 6266): every name arrives as it is, in old programs nearly so. */
final class Disposition {
    private static final String TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Disposition() {}

    static String attachment(String name) {
        return of("attachment", name);
    }

    static String inline(String name) {
        return of("inline", name);
    }

    private static String of(String type, String name) {
        var ascii = new StringBuilder();
        name.codePoints()
                .forEach(c -> ascii.append(c >= 0x20 && c < 0x7f && "\"\\%;/".indexOf(c) < 0 ? (char) c : '_'));
        var exact = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (TOKEN.indexOf(b) >= 0) {
                exact.append((char) b);
            } else {
                exact.append('%').append(HEX.toHexDigits(b));
            }
        }
        return type + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + exact;
    }
}
