package dev.sluice.systemd;

import dev.sluice.observe.Status;
import dev.sluice.observe.Status.DatabaseState;
import java.util.ArrayList;
import java.util.List;

/** What {@code systemctl status} shows. */
final class StatusLine {
    private StatusLine() {}

    static String of(Status status) {
        List<String> parts = new ArrayList<>();
        parts.add(status.served().map(StatusLine::served).orElse("nothing served yet"));
        if (!status.problems().isEmpty()) {
            parts.add(counted(status.problems().size(), "problem"));
        }
        status.held().ifPresent(held -> parts.add("held since " + held.since() + ": " + held.loss()));
        Status.Database database = status.database();
        if (database.state() == DatabaseState.AWAY) {
            parts.add("database away since " + database.since() + ": " + database.reason());
        }
        // One line: the next one would be another message.
        return String.join("; ", parts).replaceAll("\\R", " ");
    }

    private static String served(Status.Served served) {
        String counts = "serving " + counted(served.hosts(), "host") + ", " + counted(served.targets(), "target")
                + ", revision " + served.revision();
        return served.keptAt()
                .map(at -> counts + " as of " + at + " (from disk)")
                .orElse(counts);
    }

    private static String counted(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
