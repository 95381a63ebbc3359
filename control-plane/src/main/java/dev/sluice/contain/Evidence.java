package dev.sluice.contain;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Envoys are known to take and to refuse, all Envoys together. One that takes a form outweighs any number that
 * refuse it: nobody's word takes away what somebody serves.
 */
public final class Evidence {
    private ByName<Host> rows = ByName.empty();
    private ByName<Host> proved = ByName.empty();
    private final Map<String, Refused> refused = new TreeMap<>();

    /** A form that some Envoy refused and none took. */
    public record Refused(Host form, String words) {}

    /** Begins with what Envoys are known to have, from before a restart. */
    public void begin(ByName<Host> known) {
        proved = known;
    }

    /** The rows are these now; what they do not name any more is forgotten. */
    public void follow(ByName<Host> usable) {
        if (rows == usable) {
            return;
        }
        Map<String, @Nullable Host> gone = new HashMap<>();
        ByName.diff(rows, usable, (name, before, after) -> {
            if (after == null) {
                gone.put(name, null);
            }
            if (refused.containsKey(name) && !refused.get(name).form().equals(after)) {
                refused.remove(name);
            }
        });
        proved = gone.isEmpty() ? proved : proved.with(gone);
        rows = usable;
    }

    /** An Envoy that had taken {@code before} has taken {@code now}. */
    void took(ByName<Host> before, ByName<Host> now) {
        Map<String, @Nullable Host> taken = new HashMap<>();
        ByName.diff(before, now, (name, old, form) -> {
            // The last good form of one Envoy may be older than what another one took.
            if (form != null && (form.equals(rows.get(name)) || !proved.containsKey(name))) {
                taken.put(name, form);
            }
        });
        if (!taken.isEmpty()) {
            proved = proved.with(taken);
            refused.values()
                    .removeIf(each -> each.form().equals(taken.get(each.form().host())));
        }
    }

    /** An Envoy refuses {@code form}. */
    void refuses(Host form, String words) {
        if (!form.equals(proved.get(form.host())) && form.equals(rows.get(form.host()))) {
            refused.put(form.host(), new Refused(form, words));
        }
    }

    /** The form of {@code host} that some Envoy took last; null when there is none. */
    public @Nullable Host proved(String host) {
        return proved.get(host);
    }

    /** All forms that some Envoy took last. */
    public ByName<Host> proved() {
        return proved;
    }

    /** What some Envoy refused and none took, by host. */
    public Map<String, Refused> refused() {
        return refused;
    }

    public Stream<Problem> problems() {
        return refused.values().stream().map(each -> {
            String fate = proved.containsKey(each.form().host())
                    ? "is refused by Envoy and keeps its last good form until its rows change: "
                    : "is refused by Envoy and left out until its rows change: ";
            return new Problem(each.form().host(), "hosts", fate + each.words());
        });
    }
}
