package dev.sluice.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;

/**
 * What is under all of it.
 *
 * @param synchronised whether the clock follows a time server
 * @param memory in bytes
 * @param java the feature version, such as 17
 */
record Machine(Seen<Boolean> synchronised, Seen<Long> memory, int java) {
    static Machine look(Vm vm) {
        return new Machine(
                vm.systemd("timedatectl", "show", "--property=NTPSynchronized", "--value")
                        .map(text -> text.strip().equals("yes")),
                total(),
                Runtime.version().feature());
    }

    private static Seen<Long> total() {
        try (Stream<String> lines = Files.lines(Vm.PROC.resolve("meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .findFirst()
                    .<Seen<Long>>map(line -> new Seen.There<>(Long.parseLong(line.replaceAll("\\D", "")) * 1024))
                    .orElseGet(() -> new Seen.Hidden<>("/proc/meminfo does not say how much there is", ""));
        } catch (IOException e) {
            return new Seen.Hidden<>("this machine does not tell how much there is (it has no /proc/meminfo)", "");
        }
    }
}
