package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The places where a database password may be, beside the URL and {@code PGPASSWORD}. */
final class Passwords {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Environment environment;
    private final List<String> warnings;

    Passwords(Environment environment, List<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /** A password and the place it was found in. */
    record Found(Secret secret, String where, Optional<SecretFile> file) {
        /** A password that is in no file. */
        Found(Secret secret, String where) {
            this(secret, where, Optional.empty());
        }
    }

    /** The password in {@code file}: the whole content without the line end that editors add. */
    static Found in(Path file) throws Invalid {
        try {
            String text = Files.readString(file).replaceFirst("\\R\\z", "");
            if (text.isEmpty()) {
                throw new Invalid("must be a file with the password in it, this one is empty");
            }
            return new Found(new Secret(text), file.toString(), Optional.of(new SecretFile(file, false)));
        } catch (IOException e) {
            throw new Invalid("must be a file that can be read: " + ConfigFile.reason(e));
        }
    }

    /** The file that systemd's {@code LoadCredential=database-password:...} makes. */
    Optional<Path> credential() {
        return environment
                .get("CREDENTIALS_DIRECTORY")
                .map(folder -> Path.of(folder, "database-password"))
                .filter(Files::exists);
    }

    /** The password in libpq's password file for the first server that has a line there. */
    Optional<Found> inPassFile(Optional<String> named, Database database) {
        Path file = named.map(Path::of).orElse(environment.home().resolve(".pgpass"));
        if (!Files.exists(file)) {
            named.ifPresent(name -> warnings.add("passfile " + name + " does not exist"));
            return Optional.empty();
        }
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)) {
                warnings.add("passfile " + file + " is not used: others can read it; chmod 600 " + file);
                return Optional.empty();
            }
            return PassFile.read(file)
                    .password(database)
                    .map(secret -> new Found(secret, file.toString(), Optional.of(new SecretFile(file, true))));
        } catch (IOException | UnsupportedOperationException e) {
            warnings.add("passfile " + file + " is not used: " + e);
            return Optional.empty();
        }
    }
}
