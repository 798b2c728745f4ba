package io.sac.launcher;

import io.sac.launcher.postgres.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The one-time link by which the first administrator is made. The database knows only the token's hash. */
public record SetupLink(String url) {
    private static final int TOKEN_BYTES = 32;

    /** A fresh link, unless there is an administrator already; it replaces the one in the file. */
    public static Optional<SetupLink> issue(Database database, String address, Path file) {
        try (Connection connection = database.connect()) {
            if (administratorExists(connection)) {
                Files.deleteIfExists(file);
                return Optional.empty();
            }
            String token = SecretFile.random(TOKEN_BYTES);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into setup_token (token_hash, created_at, expires_at)"
                            + " values (?, now(), now() + interval '7 days')")) {
                insert.setBytes(1, sha256(token));
                insert.executeUpdate();
            }
            var link = new SetupLink(address + "setup?token=" + token);
            SecretFile.write(file, link.url() + "\n");
            return Optional.of(link);
        } catch (SQLException e) {
            throw new LauncherException(ExitCode.DATABASE, "The set-up link could not be made: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new LauncherException(
                    ExitCode.HOME, "The set-up link could not be written to " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean administratorExists(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("select exists (select 1 from app_user where role = 'admin')");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
