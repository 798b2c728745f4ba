package io.sac.launcher.postgres;

import io.sac.launcher.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The passwords of an embedded PostgreSQL: its administrator's and that of the role which owns SAC's database. */
record PostgresCredentials(String adminPassword, String password) {
    static final String ADMIN = "sac_admin";

    static PostgresCredentials loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Map<String, String> fresh = new LinkedHashMap<>();
            fresh.put("admin_password", SecretFile.random(24));
            fresh.put("password", SecretFile.random(24));
            SecretFile.write(file, fresh);
        }
        Map<String, String> values = SecretFile.read(file);
        return new PostgresCredentials(
                SecretFile.require(values, "admin_password", file), SecretFile.require(values, "password", file));
    }

    Database admin(int port) {
        return new Database("127.0.0.1", port, "postgres", ADMIN, adminPassword);
    }

    Database database(int port, String name) {
        return new Database("127.0.0.1", port, name, "sac", password);
    }
}
