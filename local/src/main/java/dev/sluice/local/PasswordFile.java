package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Random passwords in a file of libpq's {@code pgpass} form, so that psql gets in and no command line shows a secret.
 *
 * @param byUser the password of each role
 */
record PasswordFile(Path file, Map<String, String> byUser) {
    private static final int BYTES = 24;
    private static final int FIELDS = 5;

    PasswordFile {
        byUser = Map.copyOf(byUser);
    }

    static PasswordFile read(Path file) throws IOException {
        return new PasswordFile(
                file,
                Files.readAllLines(file).stream()
                        .map(line -> List.of(line.split(":")))
                        .filter(fields -> fields.size() == FIELDS)
                        .collect(Collectors.toMap(fields -> fields.get(3), fields -> fields.get(4))));
    }

    static PasswordFile create(Path file, List<String> users) throws IOException {
        SecureRandom random = new SecureRandom();
        Map<String, String> byUser = new TreeMap<>();
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

    String of(String user) {
        String password = byUser.get(user);
        if (password == null) {
            throw new IllegalStateException(file + " has no line for " + user);
        }
        return password;
    }

    @Override
    public String toString() {
        return "passwords in " + file;
    }
}
