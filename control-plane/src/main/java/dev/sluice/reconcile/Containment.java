package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.EnvoySaid;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a refusal of Envoy's to the hosts that caused it. They are set aside with the form that Envoy took last, or left
 * out, until their rows change; everybody else goes on. Who they are is read from Envoy's words, and investigated where
 * these do not say. All on the loop's thread but {@link #said}.
 */
public final class Containment {
    private static final String LISTENER = "Listener";

    /** How soon an answer is looked for that nothing else makes us look for; not by an Envoy that does not answer. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge;
    private final LongSupplier nanoTime = System::nanoTime;
    private final Queue<EnvoySaid.Refused> heard = new ConcurrentLinkedQueue<>();
    private final RefusedPorts ports = new RefusedPorts(nanoTime);
    private final Asides asides = new Asides();
    private final Settling settling = new Settling();
    private ByName<Host> wanted = ByName.empty();
    private ByName<Host> served = ByName.empty();
    private ByName<Host> taken = ByName.empty();
    private long servedSince;
    private @Nullable Investigation investigation;
    /** What Envoys refuse although nobody in particular is found. */
    private @Nullable ByName<Host> nobodyFoundIn;
    /** Since Envoys answered everything for the last time. */
    private boolean recentlyAside;

    /**
     * @param judge says who of some hosts is refused, and why; nobody where it does not know
     */
    public Containment(Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge) {
        this.judge = judge;
    }

    /** What an Envoy said; may be called by any thread. */
    public void said(EnvoySaid said) {
        if (said instanceof EnvoySaid.Refused refused) {
            heard.add(refused);
        }
    }

    /** Begins with what Envoy is known to have, from before a restart. */
    void begin(ByName<Host> known) {
        taken = known;
    }

    /** What is to be served of {@code usable}, after what was heard since the last time. */
    ByName<Host> serve(ByName<Host> usable) {
        if (investigation == null) {
            wanted = usable;
        }
        asides.forgetChanged(wanted::get);
        hear();
        ByName<Host> next = overlaid();
        if (next != served) {
            served = next;
            servedSince = nanoTime.getAsLong();
        }
        return served;
    }

    /**
     * What {@link #serve} said last is published.
     *
     * @param allAnswered whether every Envoy has answered everything that it was sent
     * @return whether Envoys have just taken something new, all of it
     */
    boolean published(boolean allAnswered) {
        long now = nanoTime.getAsLong();
        // Refusals are told before they count as answers: who is not in the queue now did not refuse.
        boolean settled = settling.isSettled(allAnswered && heard.isEmpty(), now);
        boolean isNew = settled && take();
        if (settled) {
            recentlyAside = false;
            ports.answered();
        }
        if (investigation != null) {
            goOn(investigation, settled, now);
        }
        return isNew;
    }

    /** Nothing will be heard any more; the answer is that of {@link #published}. */
    boolean ended(boolean allAnswered) {
        return allAnswered && heard.isEmpty() && take();
    }

    private boolean take() {
        boolean isNew = !isRefused() && taken != served;
        taken = isNew ? served : taken;
        return isNew;
    }

    private boolean isRefused() {
        return investigation == null ? nobodyFoundIn == wanted : investigation.isRefused();
    }

    /** What Envoys have acknowledged, whole. */
    ByName<Host> taken() {
        return taken;
    }

    /** Whether listeners that were refused are to be sent again now. */
    boolean isTimeForPorts() {
        return ports.isTime();
    }

    /** How long the next pass may wait. */
    Duration patience(Duration otherwise) {
        boolean nothingToHear =
                taken == served || isRefused() || nanoTime.getAsLong() - servedSince > LONGEST_LOOK.toNanos();
        Duration longest = nothingToHear && !ports.isTrying() ? otherwise : SOON;
        Duration next = investigation != null ? Settling.PAUSE : ports.patience(longest);
        return Collections.min(List.of(next, otherwise));
    }

    List<Problem> problems() {
        return Stream.concat(asides.problems(), ports.problems(served).stream()).toList();
    }

    private void hear() {
        for (EnvoySaid.Refused refused = heard.poll(); refused != null; refused = heard.poll()) {
            if (refused.type().equals(LISTENER)) {
                ports.refused(refused);
            } else if (investigation != null) {
                investigation.refused();
            } else {
                accuse(refused);
            }
        }
    }

    /** Sets aside whom the words name, or begins to look for them. */
    private void accuse(EnvoySaid.Refused refusal) {
        Map<String, Host> suspects = suspects(refusal);
        Set<String> named = Words.named(refusal.message(), suspects.keySet());
        if (named.isEmpty() && recentlyAside) {
            // Perhaps about the same host. If not, it comes again: what is lacked is sent with each change.
            return;
        }
        if (named.isEmpty() && suspects.size() > 1) {
            if (nobodyFoundIn != wanted) {
                investigation = new Investigation(suspects, refusal.message(), judge.apply(suspects));
            }
            return;
        }
        Set<String> guilty = named.isEmpty() ? suspects.keySet() : named;
        guilty.forEach(name -> setAside(name, suspects.get(name), refusal.message()));
    }

    /** What differs from what Envoy took; all there is, when an Envoy refuses what others took. */
    private Map<String, Host> suspects(EnvoySaid.Refused refusal) {
        Map<String, Host> changed = differences(taken, refusal);
        return changed.isEmpty() ? differences(ByName.empty(), refusal) : changed;
    }

    private Map<String, Host> differences(ByName<Host> from, EnvoySaid.Refused refusal) {
        Set<Integer> onPorts = Words.ports(refusal.message());
        Map<String, Host> differences = new HashMap<>();
        ByName.diff(from, served, (name, before, after) -> {
            if (after != null
                    && after.fleet().equals(refusal.fleet())
                    && !asides.contains(name)
                    && (onPorts.isEmpty() || onPorts.contains(after.incomingPort()))) {
                differences.put(name, after);
            }
        });
        return differences;
    }

    private void setAside(String name, @Nullable Host refused, String words) {
        if (refused != null) {
            asides.add(refused, taken.get(name), words);
            recentlyAside = true;
        }
    }

    private void goOn(Investigation open, boolean settled, long now) {
        if (settled) {
            settling.reset();
        }
        open.goOn(settled, now);
        open.verdict().ifPresent(guilty -> {
            guilty.forEach((name, words) -> setAside(name, open.suspect(name), words));
            nobodyFoundIn = guilty.isEmpty() ? wanted : null;
            investigation = null;
        });
    }

    private ByName<Host> overlaid() {
        Map<String, @Nullable Host> instead = new HashMap<>();
        if (investigation != null) {
            investigation.withheld().forEach(name -> instead.put(name, taken.get(name)));
        }
        asides.putInstead(instead);
        if (instead.isEmpty()) {
            return wanted;
        }
        ByName<Host> overlaid = wanted.with(instead);
        // The same hosts as before are the same map as before, or each pass would look like a change.
        return same(overlaid, served) ? served : overlaid;
    }

    private static boolean same(ByName<Host> one, ByName<Host> other) {
        boolean[] different = new boolean[1];
        ByName.diff(one, other, (name, before, after) -> different[0] |= before == null || !before.equals(after));
        return !different[0];
    }
}
