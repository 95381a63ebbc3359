package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A PostgreSQL server that runs on a data folder, as its {@code postmaster.pid} tells. */
record Postmaster(long pid, int port) {
    private static final int PORT_LINE = 3;

    /** Empty when none runs, also when one was killed and left its file. */
    static Optional<Postmaster> on(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        if (lines.size() <= PORT_LINE) {
            return Optional.empty();
        }
        Postmaster found = new Postmaster(
                Long.parseLong(lines.get(0).trim()),
                Integer.parseInt(lines.get(PORT_LINE).trim()));
        // After a reboot the number may belong to anything, so a process alone is no proof.
        boolean alive =
                ProcessHandle.of(found.pid()).map(ProcessHandle::isAlive).orElse(false);
        return alive && Ports.isTaken(found.port()) ? Optional.of(found) : Optional.empty();
    }
}
