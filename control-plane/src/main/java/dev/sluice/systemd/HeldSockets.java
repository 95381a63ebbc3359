package dev.sluice.systemd;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Listening sockets that systemd holds and hands to this process (sd_listen_fds(3)), by their file descriptors. */
public final class HeldSockets {
    private static final int FIRST = 3;

    private HeldSockets() {}

    /** The sockets that {@code variables} name; none where the variables were meant for another process. */
    public static List<Integer> of(Map<String, String> variables, long pid) {
        boolean ours = Long.toString(pid).equals(variables.get("LISTEN_PID"));
        String count = variables.getOrDefault("LISTEN_FDS", "0");
        if (!ours || !count.matches("\\d{1,3}")) {
            return List.of();
        }
        return IntStream.range(FIRST, FIRST + Integer.parseInt(count)).boxed().toList();
    }
}
