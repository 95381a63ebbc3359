package dev.sluice.demo;

import dev.sluice.local.Ports;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ports that the example rows name. They cannot move when something else has one of them: the rows would be wrong.
 *
 * @param incoming where clients come in
 * @param first the first backend's
 * @param second the second backend's
 * @param nobody where nothing listens
 */
record ExamplePorts(int incoming, int first, int second, int nobody) {
    static final ExamplePorts USUAL = new ExamplePorts(10000, 18081, 18082, 18089);

    void requireFree() throws DemoFailed {
        List<String> taken = IntStream.of(incoming, first, second)
                .filter(port -> !Ports.isFree(port))
                .mapToObj(String::valueOf)
                .toList();
        if (!taken.isEmpty()) {
            throw new DemoFailed("the example hosts use ports " + incoming + ", " + first + " and " + second
                    + ", and something else listens on " + String.join(" and ", taken)
                    + "; see who:  ss -ltnp 'sport = :"
                    + taken.get(0) + "'");
        }
    }
}
