package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file with the database password in it.
 *
 * @param passFile whether it is libpq's, with a line for each server; else all of it is the password
 */
public record SecretFile(Path path, boolean passFile) {
    /** What is in it now for {@code database}; empty when nothing is, or it cannot be read. */
    Optional<Secret> read(Database database) {
        try {
            return passFile
                    ? PassFile.read(path).password(database)
                    : Optional.of(Passwords.in(path).secret());
        } catch (IOException | Invalid unreadable) {
            // It was readable at the start; somebody may be writing it.
            return Optional.empty();
        }
    }
}
