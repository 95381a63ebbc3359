package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file with the database password in it.
 *
 * @param passFile whether this is libpq's password file, with a line for each server; else the whole content is the
 *     password
 */
public record SecretFile(Path path, boolean passFile) {
    /** The password in the file now; empty when the file has none for {@code database}, or cannot be read. */
    Optional<Secret> read(Database database) {
        try {
            return passFile
                    ? PassFile.read(path).password(database)
                    : Optional.of(Passwords.in(path).secret());
        } catch (IOException | Invalid unreadable) {
            // The file was readable at the start; somebody may be writing it now.
            return Optional.empty();
        }
    }
}
