package dev.sluice.demo;

import dev.sluice.local.Ports;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A host that a new demo begins with.
 *
 * @param name ends with {@code .localhost}, which every browser and curl take for this machine
 * @param about what there is to see
 * @param sql the rows
 */
record ExampleHost(String name, String about, List<String> sql) {
    /** Where clients come in. Fixed, like the backends' ports, because rows name them. */
    static final int INCOMING = 10000;

    static final int FIRST_BACKEND = 18081;
    static final int SECOND_BACKEND = 18082;
    private static final int NOBODY = 18089;

    static final List<ExampleHost> ALL = List.of(
            new ExampleHost(
                    "hello.localhost",
                    "two backends in turn, health-checked",
                    List.of(
                            host("hello.localhost", FIRST_BACKEND),
                            "INSERT INTO targets (host, address, port) VALUES ('hello.localhost', '127.0.0.1', "
                                    + FIRST_BACKEND + "), ('hello.localhost', '127.0.0.1', " + SECOND_BACKEND + ")",
                            "INSERT INTO health_checks (host, path, timeout, interval)"
                                    + " VALUES ('hello.localhost', '/healthz', 1, 2)")),
            new ExampleHost(
                    "one.localhost",
                    "the first backend only",
                    List.of(host("one.localhost", FIRST_BACKEND), target("one.localhost"))),
            new ExampleHost(
                    "down.localhost",
                    "nothing listens there: 503",
                    List.of(host("down.localhost", NOBODY), target("down.localhost"))));

    ExampleHost {
        sql = List.copyOf(sql);
    }

    /** Refuses to go on when something else has a port that rows name: those cannot move. */
    static void requirePorts() throws DemoFailed {
        List<Integer> taken = IntStream.of(INCOMING, FIRST_BACKEND, SECOND_BACKEND)
                .filter(port -> !Ports.isFree(port))
                .boxed()
                .toList();
        if (!taken.isEmpty()) {
            throw new DemoFailed("the example hosts use ports " + INCOMING + ", " + FIRST_BACKEND + " and "
                    + SECOND_BACKEND + ", and something else listens on "
                    + String.join(" and ", taken.stream().map(String::valueOf).toList())
                    + ": see who with  ss -ltnp 'sport = :" + taken.get(0) + "'");
        }
    }

    private static String host(String name, int outgoingPort) {
        return "INSERT INTO hosts (host, incoming_port, outgoing_port) VALUES ('" + name + "', " + INCOMING + ", "
                + outgoingPort + ")";
    }

    private static String target(String name) {
        return "INSERT INTO targets (host, address) VALUES ('" + name + "', '127.0.0.1')";
    }
}
