package dev.sluice.systemd;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends by systemd's own command, which is slower than a socket and works on every kind of machine. */
final class NotifyCommand implements NotifySocket {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    /** The command waits until systemd has read the message, because systemd looks up whose child the command is. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final String command;
    private final ExecutorService sender = Executors.newSingleThreadExecutor(
            new ThreadFactoryBuilder().setNameFormat("systemd").setDaemon(true).build());
    private final Trouble trouble = new Trouble(); // the sender's own

    NotifyCommand(String command) {
        this.command = command;
    }

    @Override
    public void send(String message) {
        sender.execute(() -> trouble.sent(run(message)));
    }

    @Override
    public void close(Duration longest) {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("systemd was not told all: {} takes long", command);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** What went wrong; null when all went well. */
    private @Nullable String run(String message) {
        List<String> line = new ArrayList<>(List.of(command));
        message.lines().forEach(line::add);
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return command + " did not end within " + LONGEST.toSeconds() + " s";
            }
            return process.exitValue() == 0 ? null : command + " failed with exit code " + process.exitValue();
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
