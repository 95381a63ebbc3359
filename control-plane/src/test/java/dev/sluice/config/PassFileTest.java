package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassFileTest {
    @TempDir
    Path folder;

    @Test
    void theFirstLineThatMatchesWins() throws IOException {
        PassFile file = file("""
                # host:port:database:user:password
                db:5432:rows:other:wrong
                db:5432:rows:ops:first
                *:*:*:ops:second
                """);
        assertThat(find(file, "db", 5432, "rows", "ops")).contains("first");
        assertThat(find(file, "db", 6432, "rows", "ops")).contains("second");
        assertThat(find(file, "db", 5432, "rows", "nobody")).isEmpty();
    }

    @Test
    void aBackslashTakesTheNextCharacterAsItIs() throws IOException {
        PassFile file = file("\\:\\:1:5432:rows:ops:a\\:b\\\\c*\n");
        assertThat(find(file, "::1", 5432, "rows", "ops")).contains("a:b\\c*");
    }

    @Test
    void linesThatAreNoneAreSkipped() throws IOException {
        assertThat(find(file("\nnonsense\ndb:5432\n*:*:*:*:it\n"), "db", 5432, "rows", "ops"))
                .contains("it");
    }

    private PassFile file(String text) throws IOException {
        return PassFile.read(Files.writeString(folder.resolve("pgpass"), text));
    }

    private static Optional<String> find(PassFile file, String host, int port, String database, String user) {
        return file.password(
                        new Database(List.of(new HostPort(host, port)), database, user, Optional.empty(), Map.of()))
                .map(Secret::value);
    }
}
