package dev.sluice.demo;

import java.util.List;

/**
 * A host that a new demo begins with.
 *
 * @param name ends with {@code .localhost}, which every browser and curl take for this machine
 * @param about what there is to see
 * @param sql the rows
 */
record ExampleHost(String name, String about, List<String> sql) {
    ExampleHost {
        sql = List.copyOf(sql);
    }

    static List<ExampleHost> all(ExamplePorts ports) {
        return List.of(hello(ports), one(ports), down(ports));
    }

    private static ExampleHost hello(ExamplePorts ports) {
        return new ExampleHost(
                "hello.localhost",
                "two backends in turn, health-checked",
                List.of(
                        host("hello.localhost", ports.incoming(), ports.first()),
                        "INSERT INTO targets (host, address, port) VALUES ('hello.localhost', '127.0.0.1', "
                                + ports.first() + "), ('hello.localhost', '127.0.0.1', " + ports.second() + ")",
                        "INSERT INTO health_checks (host, path, timeout, interval)"
                                + " VALUES ('hello.localhost', '/healthz', 1, 2)"));
    }

    private static ExampleHost one(ExamplePorts ports) {
        return new ExampleHost(
                "one.localhost",
                "the first backend only",
                List.of(host("one.localhost", ports.incoming(), ports.first()), target("one.localhost")));
    }

    private static ExampleHost down(ExamplePorts ports) {
        return new ExampleHost(
                "down.localhost",
                "nothing listens there: 503",
                List.of(host("down.localhost", ports.incoming(), ports.nobody()), target("down.localhost")));
    }

    private static String host(String name, int incomingPort, int outgoingPort) {
        return "INSERT INTO hosts (host, incoming_port, outgoing_port) VALUES ('" + name + "', " + incomingPort + ", "
                + outgoingPort + ")";
    }

    private static String target(String name) {
        return "INSERT INTO targets (host, address) VALUES ('" + name + "', '127.0.0.1')";
    }
}
