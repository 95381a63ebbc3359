package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Random passwords in a file of libpq's {@code pgpass} form, so that psql gets in and no command line shows a secret. */
final class PasswordFile {
    private static final int BYTES = 24;

    private final Path file;
    private final TreeMap<String, String> byUser;

    private PasswordFile(Path file, TreeMap<String, String> byUser) {
        this.file = file;
        this.byUser = byUser;
    }

    static PasswordFile read(Path file) throws IOException {
        TreeMap<String, String> byUser = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            List<String> fields = List.of(line.split(":"));
            if (fields.size() == 5) {
                byUser.put(fields.get(3), fields.get(4));
            }
        }
        return new PasswordFile(file, byUser);
    }

    static PasswordFile create(Path file, List<String> users) throws IOException {
        SecureRandom random = new SecureRandom();
        TreeMap<String, String> byUser = new TreeMap<>();
        for (String user : users) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            byUser.put(user, HexFormat.of().formatHex(bytes));
        }
        PrivateFiles.write(
                file,
                byUser.entrySet().stream()
                        // Any port: it may change, the password does not.
                        .map(entry -> "127.0.0.1:*:*:" + entry.getKey() + ":" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
        return new PasswordFile(file, byUser);
    }

    Path file() {
        return file;
    }

    String of(String user) throws LocalPostgresFailed {
        String password = byUser.get(user);
        if (password == null) {
            throw new LocalPostgresFailed(file + " has no line for " + user);
        }
        return password;
    }
}
