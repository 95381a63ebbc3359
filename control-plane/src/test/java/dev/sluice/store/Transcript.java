package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A session as in psql: statements, and what PostgreSQL answers to each of them.
 *
 * @param given what is there before, each statement without an answer below it
 * @param entries the others
 */
record Transcript(List<String> given, List<Entry> entries) {
    private static final String ANSWER = "--> ";
    private static final String ACCEPTED = "accepted";

    /** One statement and its answer: {@code accepted}, or the sentence of the error. */
    record Entry(String statement, String answer) {
        @Override
        public String toString() {
            return statement;
        }
    }

    static Transcript read(String resource) {
        try (InputStream file = Transcript.class.getResourceAsStream(resource)) {
            return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Transcript parse(String text) {
        List<String> given = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        List<String> lines = text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("-- "))
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            boolean answered = i + 1 < lines.size() && lines.get(i + 1).startsWith(ANSWER);
            if (answered) {
                entries.add(new Entry(lines.get(i), lines.get(++i).substring(ANSWER.length())));
            } else if (entries.isEmpty()) {
                given.add(lines.get(i));
            } else {
                throw new IllegalArgumentException("no answer below " + lines.get(i));
            }
        }
        return new Transcript(List.copyOf(given), List.copyOf(entries));
    }

    /** What the server says to {@code statement}; nothing of it stays. */
    static String answer(Connection connection, String statement) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement session = connection.createStatement()) {
            session.execute(statement);
            return ACCEPTED;
        } catch (PSQLException e) {
            ServerErrorMessage error = e.getServerErrorMessage();
            if (error == null || error.getMessage() == null) {
                throw e;
            }
            return error.getMessage();
        } finally {
            connection.rollback();
        }
    }
}
