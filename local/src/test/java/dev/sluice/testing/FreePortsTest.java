package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    private static final int PROCESSES = 3;
    private static final int MORE_THAN_A_BLOCK = 600;

    /** None of them listens on a port yet, so that none sees by a look at the port that it is another's. */
    @Test
    void processesBesideEachOtherAreGivenNoPortTwice() throws Exception {
        List<Process> others = new ArrayList<>();
        Set<Integer> blocks = new HashSet<>(Set.of(first(FreePorts.next())));
        try {
            for (int i = 0; i < PROCESSES; i++) {
                others.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FreePortsTest.class.getName())
                        .redirectErrorStream(true)
                        .start());
            }
            for (Process other : others) {
                byte[] port = other.getInputStream().readNBytes("20000".length());
                blocks.add(first(Integer.parseInt(new String(port, StandardCharsets.US_ASCII))));
            }
            assertThat(blocks).hasSize(1 + PROCESSES);
        } finally {
            others.forEach(Process::destroyForcibly);
        }
    }

    /** What another process runs: it takes a port and stays. */
    public static void main(String[] args) throws Exception {
        System.out.println(FreePorts.next());
        System.in.readAllBytes();
    }

    /** Of the block that the port is in. */
    private static int first(int port) {
        return port - port % 500;
    }

    @Test
    void allPortsAreOfTheBlockAndATakenOneIsPassedOver() throws Exception {
        int before = FreePorts.next();
        try (ServerSocket taken = new ServerSocket(before + 1)) {
            Set<Integer> given = new HashSet<>();
            IntStream.range(0, MORE_THAN_A_BLOCK).forEach(i -> given.add(FreePorts.next()));
            assertThat(given)
                    .doesNotContain(taken.getLocalPort(), first(before))
                    .hasSizeGreaterThan(400)
                    .allMatch(port -> first(port) == first(before));
        }
    }
}
