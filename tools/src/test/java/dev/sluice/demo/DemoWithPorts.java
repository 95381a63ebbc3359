package dev.sluice.demo;

import dev.sluice.local.ConsoleProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** The demo with ports of its own for the example rows, so that tests beside each other do not meet. */
final class DemoWithPorts {
    private DemoWithPorts() {}

    public static void main(String[] args) throws Exception {
        Integer[] ports = Stream.of(args).limit(4).map(Integer::valueOf).toArray(Integer[]::new);
        boolean fresh = List.of(args).contains("--fresh");
        ExamplePorts examples = new ExamplePorts(ports[0], ports[1], ports[2], ports[3]);
        Console console = new Console(new PrintWriter(System.out, true));
        try {
            new Demo(System.getenv(), examples, console, new ConsoleProgress(System.out, false)).run(fresh);
        } catch (DemoFailed e) {
            console.say("sluice demo: " + e.getMessage());
            System.exit(1);
        }
    }
}
