package dev.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns users' names into users' numbers. */
final class UserNames {
    private static final Path USERS = Path.of("/etc/passwd");

    /** What the kernel calls every user whom it cannot tell apart. */
    private static final long NOBODY = 65534;

    private UserNames() {}

    /** The numbers of the users in a list of names or numbers, separated by commas. */
    static Set<Long> parse(String text) throws Invalid {
        Set<String> names = Arrays.stream(text.split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
        Set<Long> numbers = new HashSet<>();
        for (String name : names) {
            long number = number(name)
                    .orElseThrow(() -> new Invalid(
                            "must be users of this machine, by name or number; " + USERS + " has no \"" + name + "\""));
            if (number == NOBODY) {
                throw new Invalid("must not be nobody: every user of another user namespace looks like that");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static Optional<Long> number(String name) throws Invalid {
        if (name.matches("\\d{1,10}")) {
            return Optional.of(Long.valueOf(name));
        }
        try (Stream<String> lines = Files.lines(USERS)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 2 && fields[0].equals(name))
                    .map(fields -> Long.valueOf(fields[2]))
                    .findFirst();
        } catch (IOException e) {
            throw new Invalid("cannot be looked up: " + USERS + " cannot be read");
        }
    }
}
