package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.EnvoySaid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a refusal of Envoy's to the hosts that caused it. They are set aside with the form that Envoy took last, or left
 * out, until their rows change; everybody else goes on. Who they are is read from Envoy's words, and found by
 * a judge, or by {@link Halving}, where these do not say. All on the loop's thread but {@link #said}.
 */
public final class Containment {
    private static final String LISTENER = "Listener";

    /**
     * An Envoy that acknowledged one answer is sent the next at once, but not in the same instant. What is answered now
     * and still is after this time is answered.
     */
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** How soon an answer is looked for that nothing else makes us look for; not by an Envoy that does not answer. */
    private static final Duration SOON = Duration.ofMillis(100);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Queue<EnvoySaid.Refused> heard = new ConcurrentLinkedQueue<>();
    private final RefusedPorts ports;
    private final Map<String, Aside> aside = new TreeMap<>();
    private ByName<Host> wanted = ByName.empty();
    private ByName<Host> served = ByName.empty();
    private ByName<Host> taken = ByName.empty();
    private final Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge;
    private @Nullable Question question;
    private @Nullable Halving halving;
    private String halvingBecause = "";
    /** What Envoys refuse although nobody in particular is found. */
    private @Nullable ByName<Host> nobodyFoundIn;

    /** Since Envoys answered everything for the last time. */
    private boolean recentlyAside;

    private long servedSince;
    private boolean answered;
    private long answeredSince;

    /**
     * @param judge says who of some hosts is refused, and why; nobody where it does not know
     */
    public Containment(Function<Map<String, Host>, CompletableFuture<Map<String, String>>> judge) {
        this.judge = judge;
        this.nanoTime = System::nanoTime;
        this.ports = new RefusedPorts(nanoTime);
    }

    /**
     * Who is it? Put to the judge, while all of them are withheld.
     *
     * @param suspects in the form that was sent
     * @param words those of the Envoy that refused
     */
    private record Question(Map<String, Host> suspects, String words, CompletableFuture<Map<String, String>> answer) {}

    /**
     * One host that Envoy refused.
     *
     * @param refused the form that it refused
     * @param instead the form that it took last; empty when there is none
     */
    private record Aside(Host refused, Optional<Host> instead, String words) {
        Problem problem() {
            String fate = instead.isPresent()
                    ? "is refused by Envoy and keeps its last good form until its rows change: "
                    : "is refused by Envoy and left out until its rows change: ";
            return new Problem(refused.host(), "hosts", fate + words);
        }
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
        if (halving == null && question == null) {
            wanted = usable;
        }
        aside.values()
                .removeIf(
                        each -> !each.refused().equals(wanted.get(each.refused().host())));
        hear();
        if (question != null && question.answer().isDone()) {
            judged(question);
        }
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
        if (!allAnswered || !heard.isEmpty()) {
            answered = false;
        } else if (!answered) {
            answered = true;
            answeredSince = now;
        }
        boolean settled = answered && now - answeredSince >= PAUSE.toNanos();
        boolean isNew = settled && take();
        if (settled) {
            recentlyAside = false;
            ports.answered();
        }
        if (halving != null && (settled || halving.isOverdue(now))) {
            answered = false;
            step(halving, now);
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
        return halving == null ? nobodyFoundIn == wanted : halving.isRefused();
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
        Duration longest =
                halving != null || question != null ? PAUSE : nothingToHear && !ports.isTrying() ? otherwise : SOON;
        return Collections.min(List.of(ports.patience(longest), otherwise));
    }

    List<Problem> problems() {
        return Stream.concat(aside.values().stream().map(Aside::problem), ports.problems(served).stream())
                .toList();
    }

    private void hear() {
        for (EnvoySaid.Refused refused = heard.poll(); refused != null; refused = heard.poll()) {
            if (refused.type().equals(LISTENER)) {
                ports.refused(refused);
            } else if (halving != null) {
                halving.refused();
            } else if (question == null) {
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
            search(suspects, refusal.message());
            return;
        }
        Set<String> guilty = named.isEmpty() ? suspects.keySet() : named;
        guilty.forEach(name -> setAside(name, suspects.get(name), refusal.message()));
    }

    private void search(Map<String, Host> suspects, String words) {
        if (nobodyFoundIn != wanted) {
            question = new Question(suspects, words, judge.apply(suspects));
        }
    }

    /** Only where the judge finds nobody, the Envoys themselves are asked. */
    private void judged(Question asked) {
        Map<String, String> guilty = asked.answer().join();
        guilty.forEach((name, words) -> setAside(name, asked.suspects().get(name), words));
        if (guilty.isEmpty()) {
            halving = new Halving(asked.suspects().keySet(), nanoTime.getAsLong());
            halvingBecause = asked.words();
        }
        question = null;
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
                    && !aside.containsKey(name)
                    && (onPorts.isEmpty() || onPorts.contains(after.incomingPort()))) {
                differences.put(name, after);
            }
        });
        return differences;
    }

    private void setAside(String name, @Nullable Host refused, String words) {
        if (refused != null) {
            Optional<Host> lastGood = Optional.ofNullable(taken.get(name)).filter(good -> !good.equals(refused));
            aside.put(name, new Aside(refused, lastGood, Words.oneLine(words)));
            recentlyAside = true;
        }
    }

    private void step(Halving search, long now) {
        search.answered(now);
        if (search.isDone()) {
            search.guilty().forEach(name -> setAside(name, wanted.get(name), halvingBecause));
            nobodyFoundIn = search.guilty().isEmpty() ? wanted : null;
            halving = null;
        }
    }

    private ByName<Host> overlaid() {
        Map<String, @Nullable Host> instead = new HashMap<>();
        withheld().forEach(name -> instead.put(name, taken.get(name)));
        aside.forEach((name, each) -> instead.put(name, each.instead().orElse(null)));
        if (instead.isEmpty()) {
            return wanted;
        }
        ByName<Host> overlaid = wanted.with(instead);
        // The same hosts as before are the same map as before, or each pass would look like a change.
        return same(overlaid, served) ? served : overlaid;
    }

    private Set<String> withheld() {
        if (halving != null) {
            return halving.withheld();
        }
        return question != null ? question.suspects().keySet() : Set.of();
    }

    private static boolean same(ByName<Host> one, ByName<Host> other) {
        List<String> different = new ArrayList<>();
        ByName.diff(one, other, (name, before, after) -> {
            if (before == null || !before.equals(after)) {
                different.add(name);
            }
        });
        return different.isEmpty();
    }
}
