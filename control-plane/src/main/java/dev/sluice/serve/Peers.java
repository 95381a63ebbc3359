package dev.sluice.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose the other end of a connection on this machine is: the user of its socket, as the kernel lists it. Reading the
 * list costs as much as there are connections, so all that ask meanwhile are answered from one reading, by one thread.
 */
final class Peers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /** Of this process: the unit hides what is beside the processes in /proc. */
    private static final List<Path> LISTS = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    private static final String ESTABLISHED = "01";
    /** The kernel may pass over a socket when others beside it go while it lists them. */
    private static final int TRIES = 3;

    private final LinkedBlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::answer, "xds-peers");

    private record Question(InetSocketAddress peer, InetSocketAddress here, Consumer<OptionalLong> answer) {
        /** As the peer's socket is listed, whichever of the two families it is of. */
        List<String> listed() {
            List<String> both = new ArrayList<>(List.of(listed(false)));
            if (peer.getAddress() instanceof Inet4Address) {
                both.add(listed(true));
            }
            return both;
        }

        private String listed(boolean mapped) {
            return hex(peer, mapped) + " " + hex(here, mapped);
        }
    }

    Peers() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells {@code answer}, on another thread, the user's number; empty where there is no such connection any more. */
    void ask(InetSocketAddress peer, InetSocketAddress here, Consumer<OptionalLong> answer) {
        questions.add(new Question(peer, here, answer));
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void answer() {
        try {
            while (true) {
                List<Question> open = new ArrayList<>(List.of(questions.take()));
                questions.drainTo(open);
                for (int i = 0; i < TRIES && !open.isEmpty(); i++) {
                    Map<String, Long> users = users();
                    open.removeIf(question -> isAnswered(question, users));
                }
                open.forEach(question -> question.answer().accept(OptionalLong.empty()));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isAnswered(Question question, Map<String, Long> users) {
        for (String socket : question.listed()) {
            Long user = users.get(socket);
            if (user != null) {
                question.answer().accept(OptionalLong.of(user));
                return true;
            }
        }
        return false;
    }

    private static Map<String, Long> users() {
        Map<String, Long> users = new HashMap<>();
        for (Path list : LISTS) {
            try (BufferedReader lines = Files.newBufferedReader(list, StandardCharsets.US_ASCII)) {
                lines.readLine(); // the heading
                lines.lines().forEach(line -> add(line, users));
            } catch (IOException e) {
                // A machine without IPv6 has no second list. Without the first nobody is let in.
                LOG.debug("{} cannot be read", list, e);
            }
        }
        return users;
    }

    /** A socket that nobody holds any more is listed as root's, and has no inode. */
    private static void add(String line, Map<String, Long> users) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[3].equals(ESTABLISHED) && !fields[9].equals("0")) {
            users.put(fields[1] + " " + fields[2], Long.valueOf(fields[7]));
        }
    }

    /** Words of 32 bits as the machine's own numbers, then the port. */
    private static String hex(InetSocketAddress address, boolean mapped) {
        byte[] bytes = address.getAddress().getAddress();
        StringBuilder text = new StringBuilder(mapped ? "0000000000000000" + mark() : "");
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            text.append(String.format("%08X", words.getInt()));
        }
        return text.append(String.format(":%04X", address.getPort())).toString();
    }

    /** What stands before an IPv4 address that is written as one of IPv6. */
    private static String mark() {
        byte[] mark = {0, 0, (byte) 0xff, (byte) 0xff};
        return String.format(
                "%08X", ByteBuffer.wrap(mark).order(ByteOrder.nativeOrder()).getInt());
    }
}
