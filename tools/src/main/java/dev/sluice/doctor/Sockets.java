package dev.sluice.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who listens on which TCP port of this machine.
 *
 * @param inodes of the sockets that listen, by port
 * @param programs that hold sockets, by inode; only those that this user may see
 */
record Sockets(Map<Integer, String> inodes, Map<String, String> programs) {
    /** The service manager, with its socket units. */
    static final String HOLDER = "systemd";

    private static final String LISTENING = "0A";

    boolean isListenedOn(int port) {
        return inodes.containsKey(port);
    }

    /** The program, such as {@code nginx}; empty when nobody listens, or for a process of another user. */
    Optional<String> program(int port) {
        return Optional.ofNullable(inodes.get(port)).map(programs::get);
    }

    /** As Linux tells it in {@code /proc}. */
    static Seen<Sockets> read(Path proc) {
        Map<Integer, String> inodes = new HashMap<>();
        try {
            for (String table : new String[] {"net/tcp", "net/tcp6"}) {
                if (Files.exists(proc.resolve(table))) {
                    Files.readString(proc.resolve(table)).lines().skip(1).forEach(line -> socket(line, inodes));
                }
            }
            return inodes.isEmpty()
                    ? new Seen.Hidden<>("this machine does not tell who listens (it has no /proc/net/tcp)", "")
                    : new Seen.There<>(new Sockets(inodes, programs(proc)));
        } catch (IOException e) {
            return new Seen.Hidden<>("/proc/net/tcp cannot be read: " + e.getMessage(), "");
        }
    }

    /** sl, local address and port, remote ones, state, queues, timer, retransmits, user, timeout, inode. */
    private static void socket(String line, Map<Integer, String> inodes) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[3].equals(LISTENING)) {
            String port = fields[1].substring(fields[1].indexOf(':') + 1);
            inodes.put(Integer.parseInt(port, 16), fields[9]);
        }
    }

    private static Map<String, String> programs(Path proc) throws IOException {
        Map<String, String> programs = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                process(process, programs);
            }
        }
        return programs;
    }

    /** A socket that systemd holds for a program is the program's. A process that becomes a program is still systemd's. */
    private static void hold(String socket, String program, Map<String, String> programs) {
        if (program.equals(HOLDER) || program.startsWith("(")) {
            programs.putIfAbsent(socket, HOLDER);
        } else {
            programs.put(socket, program);
        }
    }

    /** A process that has ended meanwhile, or is another user's, has nothing to tell. */
    private static void process(Path process, Map<String, String> programs) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            String program = Files.readString(process.resolve("comm")).strip();
            for (Path file : files) {
                String target = Files.readSymbolicLink(file).toString();
                if (target.startsWith("socket:[")) {
                    hold(target.substring(8, target.length() - 1), program, programs);
                }
            }
        } catch (IOException notOurs) {
            return;
        }
    }
}
