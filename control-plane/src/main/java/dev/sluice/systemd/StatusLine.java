package dev.sluice.systemd;

import dev.sluice.model.Counted;
import dev.sluice.observe.Status;
import dev.sluice.observe.Status.DatabaseState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code systemctl status} shows. */
final class StatusLine {
    private StatusLine() {}

    static String of(Status status) {
        List<String> parts = new ArrayList<>();
        parts.add(status.served().isEmpty() ? "nothing served yet" : served(status));
        if (!status.problems().isEmpty()) {
            parts.add(Counted.of(status.problems().size(), "problem"));
        }
        status.held().ifPresent(held -> parts.add("held since " + held.since() + ": " + held.loss()));
        Status.Database database = status.database();
        if (database.state() == DatabaseState.AWAY) {
            parts.add("database away since " + database.since() + ": " + database.reason());
        }
        // One line, because systemd takes a second line for another message.
        return String.join("; ", parts).replaceAll("\\R", " ");
    }

    private static String served(Status status) {
        boolean several = status.served().size() > 1;
        String served = status.served().entrySet().stream()
                .map(fleet -> counts(fleet.getValue()) + (several ? " of fleet " + fleet.getKey() : ""))
                .collect(Collectors.joining(" and ", "serving ", ""));
        return status.keptAt()
                .map(at -> served + " as of " + at + " (from disk)")
                .orElse(served);
    }

    private static String counts(Status.Served served) {
        return Counted.of(served.hosts().size(), "host") + ", " + Counted.of(served.targets(), "target") + ", revision "
                + served.revision();
    }
}
