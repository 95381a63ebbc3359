package dev.sluice.demo;

import dev.sluice.local.HeldPort;
import dev.sluice.local.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ports that the example rows name. Chosen once, with the rows; from then on they cannot move when something else has
 * one of them: the rows would be wrong.
 *
 * @param incoming where clients come in
 * @param first the first backend's
 * @param second the second backend's
 * @param nobody where nothing listens
 */
record ExamplePorts(int incoming, int first, int second, int nobody) {
    static final ExamplePorts USUAL = new ExamplePorts(10000, 18081, 18082, 18089);

    /** Of the rows that are kept in {@code folder}; of a new demo these, each replaced by the next free one if it is taken. */
    ExamplePorts keptIn(Path folder, boolean isNew) throws IOException {
        Path file = folder.resolve("example-ports");
        if (Files.exists(file)) {
            return read(Files.readString(file));
        }
        if (!isNew) {
            return this;
        }
        ExamplePorts chosen = free();
        Files.writeString(file, chosen.all().map(String::valueOf).collect(Collectors.joining(" ", "", "\n")));
        return chosen;
    }

    private static ExamplePorts read(String text) {
        List<Integer> ports =
                Stream.of(text.strip().split(" ")).map(Integer::valueOf).toList();
        return new ExamplePorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
    }

    private ExamplePorts free() {
        try (HeldPort in = HeldPort.from(incoming);
                HeldPort one = HeldPort.from(first);
                HeldPort two = HeldPort.from(second);
                HeldPort none = HeldPort.from(nobody)) {
            return new ExamplePorts(in.port(), one.port(), two.port(), none.port());
        }
    }

    private Stream<Integer> all() {
        return Stream.of(incoming, first, second, nobody);
    }

    void requireFree() throws DemoFailed {
        List<String> taken = IntStream.of(incoming, first, second)
                .filter(port -> !Ports.isFree(port))
                .mapToObj(String::valueOf)
                .toList();
        if (!taken.isEmpty()) {
            throw new DemoFailed("the example hosts use ports " + incoming + ", " + first + " and " + second
                    + ", and something else listens on " + String.join(" and ", taken)
                    + "; see who:  ss -ltnp 'sport = :"
                    + taken.get(0)
                    + "'\n  or begin again on other ports, without the rows of before:  sluice demo --fresh");
        }
    }

    /** Keeps clients' port for Envoy, which comes last. */
    HeldPort holdIncoming() throws DemoFailed {
        return HeldPort.at(incoming)
                .orElseThrow(() -> new DemoFailed("something else listens on " + incoming + " since a moment ago"));
    }
}
