package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.command.CommandFailed;
import dev.sluice.config.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Whether the daemon on this machine holds what was just written. Where there is none, nobody can say. */
final class HeldChange {
    /** A daemon reads within milliseconds when it is notified, and at its next sync otherwise. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    /** A read that ended after the rows were written may have begun before; the one that they caused follows at once. */
    private static final Duration NEXT_READ = Duration.ofMillis(150);

    private final RunningDaemon daemon;

    HeldChange(HostPort where) {
        this.daemon = new RunningDaemon(where, LONGEST_WAIT);
    }

    /** What it holds, in a sentence, once it has read the rows as they were at {@code written} or later. */
    Optional<String> since(Instant written) throws InterruptedException {
        try {
            daemon.statusOnce(status -> hasRead(status, written), LONGEST_WAIT);
            JsonNode held =
                    daemon.statusOnce(status -> status.has("held"), NEXT_READ).path("held");
            return held.isMissingNode()
                    ? Optional.empty()
                    : Optional.of("the daemon on this machine applies no change now: "
                            + held.path("message").asText()
                            + "; what is served stays until the rows are back or sluice confirm lets it through");
        } catch (CommandFailed noDaemon) {
            return Optional.empty();
        }
    }

    /** Its clock is this machine's. */
    private static boolean hasRead(JsonNode status, Instant written) {
        try {
            return Instant.parse(status.path("database").path("read_at").asText())
                    .isAfter(written);
        } catch (DateTimeParseException never) {
            return false;
        }
    }
}
