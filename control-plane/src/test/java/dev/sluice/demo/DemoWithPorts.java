package dev.sluice.demo;

import dev.sluice.local.ConsoleProgress;
import java.io.PrintWriter;
import java.util.stream.Stream;

/** The demo with ports of its own for the example rows, so that tests beside each other do not meet. */
final class DemoWithPorts {
    private DemoWithPorts() {}

    public static void main(String[] args) throws Exception {
        Integer[] ports = Stream.of(args).map(Integer::valueOf).toArray(Integer[]::new);
        ExamplePorts examples = new ExamplePorts(ports[0], ports[1], ports[2], ports[3]);
        Console console = new Console(new PrintWriter(System.out, true));
        try {
            new Demo(System.getenv(), examples, console, new ConsoleProgress(System.out, false)).run();
        } catch (DemoFailed e) {
            console.say("sluice demo: " + e.getMessage());
            System.exit(1);
        }
    }
}
