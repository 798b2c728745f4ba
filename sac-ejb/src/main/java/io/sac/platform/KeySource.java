package io.sac.platform;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the master keys: the file {@code SAC_KEYS_FILE} or the text {@code SAC_KEYS} ({@code current=k1}, {@code
 * k1=<base64 of 32 bytes>}), and {@code JWT_SECRET}, which joins the ring and is current when there is no other key.
 */
@Dependent
public class KeySource {
    private final Optional<String> file;
    private final Optional<String> text;
    private final Optional<String> jwtSecret;

    @Inject
    public KeySource(
            @ConfigProperty(name = "SAC_KEYS_FILE") Optional<String> file,
            @ConfigProperty(name = "SAC_KEYS") Optional<String> text,
            @ConfigProperty(name = "JWT_SECRET") Optional<String> jwtSecret) {
        this.file = file;
        this.text = text;
        this.jwtSecret = jwtSecret;
    }

    public KeyRing.Keys load() {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        String current = file.isPresent() ? read(Path.of(file.get()), keys) : "";
        if (text.isPresent()) {
            String named = parse(new StringReader(text.get().replace(',', '\n').replace(';', '\n')), keys);
            current = current.isEmpty() ? named : current;
        }
        if (jwtSecret.isPresent()) {
            byte[] secret = sha256("sac jwt secret\n" + jwtSecret.get());
            String id = "s" + HexFormat.of().formatHex(sha256("id\n" + jwtSecret.get()), 0, 4);
            keys.put(id, secret);
            current = current.isEmpty() ? id : current;
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("SAC has no keys: set SAC_KEYS_FILE, SAC_KEYS or JWT_SECRET");
        }
        return new KeyRing.Keys(current, keys);
    }

    private static String read(Path path, Map<String, byte[]> into) {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            return parse(reader, into);
        } catch (IOException e) {
            throw new UncheckedIOException("the key file " + path + " cannot be read", e);
        }
    }

    private static String parse(Reader reader, Map<String, byte[]> into) {
        Properties properties = new Properties();
        try {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("the keys cannot be read", e);
        }
        String current = properties.getProperty("current", "");
        for (String id : properties.stringPropertyNames()) {
            if (!id.equals("current")) {
                into.put(
                        id,
                        Base64.getDecoder().decode(properties.getProperty(id).strip()));
            }
        }
        return current.strip();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
