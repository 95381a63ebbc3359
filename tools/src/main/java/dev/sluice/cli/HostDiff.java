package dev.sluice.cli;

import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import dev.sluice.store.HostChange;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What changes about one host, for people: a line with {@code -} for what goes, and with {@code +} for what comes. */
final class HostDiff {
    private HostDiff() {}

    static List<String> lines(HostChange change) {
        List<String> before = change.before().map(HostDiff::facts).orElse(List.of());
        List<String> after = change.after().map(HostDiff::facts).orElse(List.of());
        List<String> lines = new ArrayList<>();
        before.stream().filter(fact -> !after.contains(fact)).forEach(fact -> lines.add("- " + fact));
        after.stream().filter(fact -> !before.contains(fact)).forEach(fact -> lines.add("+ " + fact));
        return lines;
    }

    private static List<String> facts(Host host) {
        List<String> facts = new ArrayList<>();
        if (!host.fleet().equals(Host.DEFAULT_FLEET)) {
            facts.add("fleet " + host.fleet());
        }
        facts.add("incoming_port " + host.incomingPort());
        facts.add("outgoing_port " + host.outgoingPort());
        host.targets().forEach(target -> facts.add(fact(target)));
        host.healthChecks().forEach(check -> facts.add(fact(check)));
        return facts;
    }

    private static String fact(Target target) {
        String port = target.port().isPresent() ? " port " + target.port().getAsInt() : "";
        return "target " + target.address() + port;
    }

    private static String fact(HealthCheck check) {
        String port = check.port().isPresent() ? " port " + check.port().getAsInt() : "";
        return "health_check " + check.path() + port + " timeout " + seconds(check.timeout()) + " interval "
                + seconds(check.interval());
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
