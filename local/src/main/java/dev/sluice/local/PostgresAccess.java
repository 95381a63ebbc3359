package dev.sluice.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * How to get in, as one role, into the database of the same name.
 *
 * @param port on 127.0.0.1
 */
record PostgresAccess(int port, PasswordFile passwords, String user) {
    String url() {
        String file =
                passwords.file().toAbsolutePath().toString().replace("%", "%25").replace(" ", "%20");
        return "postgres://" + user + "@127.0.0.1:" + port + "/" + user + "?passfile=" + file;
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + user;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, passwords.of(user));
    }
}
