package io.sac.launcher.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is and who enters it. */
public record Database(String host, int port, String name, String user, String password) {

    public String url() {
        return "jdbc:postgresql://%s:%d/%s".formatted(host.contains(":") ? "[" + host + "]" : host, port, name);
    }

    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("ApplicationName", "sac-launcher");
        return DriverManager.getConnection(url(), properties);
    }

    public Database named(String otherName) {
        return new Database(host, port, otherName, user, password);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
