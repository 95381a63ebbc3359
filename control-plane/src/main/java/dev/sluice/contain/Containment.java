package dev.sluice.contain;

import com.google.common.collect.Comparators;
import dev.sluice.contain.State.Following;
import dev.sluice.contain.State.Judging;
import dev.sluice.contain.State.Search;
import dev.sluice.contain.State.Serving;
import dev.sluice.contain.State.Settling;
import dev.sluice.contain.State.Trying;
import dev.sluice.contain.State.Unexplained;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.Conversation;
import dev.sluice.serve.Quiet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a refusal of one Envoy's to the hosts that caused it, and to that Envoy. These hosts are set aside: the Envoy is
 * served the form that it took last, or is not served the host, until the rows of the host change. What the Envoy took
 * stays, whatever the Envoy says later. Whom a refusal is about is read from Envoy's fixed phrases. Where these name
 * nobody, the guilty are searched for. {@link State} says in which order.
 */
public final class Containment {
    private static final String LISTENER = "Listener";

    private final String fleet;
    private final Conversation conversation;
    private final Evidence evidence;
    private final Jury jury;
    private final RefusedPorts ports;
    private final Asides asides = new Asides();
    /** Of all answers but those about clusters, which wait for health checks. */
    private final Quiet quietButClusters = new Quiet();

    private final Quiet quiet = new Quiet();
    private ByName<Host> wanted = ByName.empty();
    private ByName<Host> served = ByName.empty();
    private ByName<Host> taken;
    private State state = new Serving();

    /**
     * @param taken what the Envoy has already
     */
    public Containment(String fleet, Conversation conversation, ByName<Host> taken, Evidence evidence, Jury jury) {
        this.fleet = fleet;
        this.conversation = conversation;
        this.taken = taken;
        this.evidence = evidence;
        this.jury = jury;
        this.ports = new RefusedPorts(System::nanoTime);
    }

    /**
     * Begins without those of {@code refused} that are still so in {@code usable}. One bad route would cost an Envoy that
     * has just come the whole port, so it is sent what other Envoys refused when it has the rest.
     */
    public void beginWithout(Map<String, Evidence.Refused> refused, ByName<Host> usable) {
        Map<String, Host> forms = new HashMap<>();
        Map<String, String> words = new HashMap<>();
        refused.forEach((name, each) -> {
            if (each.form().equals(usable.get(name))) {
                forms.put(name, each.form());
                words.put(name, each.words());
            }
        });
        if (!forms.isEmpty()) {
            Suspects suspects = new Suspects(forms, name -> words.getOrDefault(name, ""), true);
            // No judge is asked: an Envoy has refused them before.
            state = new Judging(suspects, CompletableFuture.completedFuture(Map.of()), Refusals.NONE);
            wanted = usable;
        }
    }

    /** What the Envoy is to be served of {@code usable}, after what was heard since the last time. */
    public ByName<Host> serve(ByName<Host> usable) {
        if (!isTrying()) {
            follow(usable);
        }
        asides.forgetChanged(wanted::get);
        hear();
        served = overlaid();
        return served;
    }

    private boolean isTrying() {
        return state instanceof Trying trying && trying.trial().isTrying();
    }

    private void follow(ByName<Host> usable) {
        wanted = usable;
        if (state instanceof Unexplained unexplained && unexplained.wanted() != usable) {
            state = new Settling(unexplained.refusals());
        }
    }

    private void hear() {
        for (Conversation.Refusal next = conversation.nextRefusal(); next != null; next = conversation.nextRefusal()) {
            if (next.type().equals(LISTENER)) {
                ports.refused(fleet, next.message());
            } else if (state instanceof Following following) {
                state = heard(next, following);
            } else if (state instanceof Trying trying) {
                trying.trial().refused();
            }
            // While the judge is asked, a refusal is the rest of an old answer.
        }
    }

    /**
     * Sets aside whom the refusal names. A refusal that names nobody may be about a host that was set aside before it: then
     * the guilty are searched for only if something is still lacked when everything is answered.
     */
    private State heard(Conversation.Refusal refusal, Following now) {
        Map<String, Host> news = news();
        Refusals before = now.refusals();
        Set<String> named = before.areMany()
                ? Words.listed(refusal.message(), news.keySet())
                : Words.named(refusal.message(), news.keySet());
        if (!named.isEmpty()) {
            named.forEach(name -> setAside(news.get(name), refusal.message()));
            return now.with(before.andSetAside(named.size()));
        }
        Following unexplained = now.with(before.andUnexplained(refusal));
        return before.setAside() == 0 ? search(unexplained, news) : unexplained;
    }

    /**
     * What {@link #serve} said last is sent.
     *
     * @param isSent whether all of it is
     * @param lacksWhatItRefused whether the Envoy refused something that it is still to have
     */
    public void published(boolean isSent, BooleanSupplier lacksWhatItRefused, long now) {
        boolean butClusters = conversation.allButClustersAnswered();
        boolean all = conversation.allAnswered();
        // Asked after the answers were looked for: what is refused is known by then.
        boolean lacks = butClusters && lacksWhatItRefused.getAsBoolean();
        // What was refused with others is not routed to before it is known who of them is guilty.
        boolean isOver = isSent || lacks;
        boolean isQuietButClusters = quietButClusters.isReached(isOver && butClusters, now);
        boolean isQuiet = quiet.isReached(isOver && all, now);
        if (isQuiet) {
            ports.answered();
        }
        if (state instanceof Search search) {
            boolean isAnswered = search.suspects().areClusters() ? isQuiet : isQuietButClusters;
            state = goOn(search, isAnswered, now);
        } else if (state instanceof Following following && isQuietButClusters) {
            state = lacks ? search(following, news()) : settle(following, isQuiet);
        }
    }

    private State settle(Following now, boolean isQuiet) {
        if (!isQuiet || now instanceof Unexplained) {
            return now;
        }
        if (taken != served) {
            evidence.took(taken, served);
            taken = served;
        }
        return new Serving();
    }

    /** Asks who of {@code news} is guilty of the last refusal; the Envoy is not sent these hosts meanwhile. */
    private State search(Following now, Map<String, Host> news) {
        if (news.isEmpty() || now instanceof Unexplained) {
            return now;
        }
        Conversation.Refusal refusal = now.refusals().toExplain();
        Suspects suspects = new Suspects(
                news, name -> Words.oneLine(refusal.message()), refusal.type().equals(Refusals.CLUSTER));
        return new Judging(suspects, jury.guilty(news), now.refusals());
    }

    private State goOn(Search search, boolean isAnswered, long now) {
        if (isAnswered) {
            quietButClusters.reset();
            quiet.reset();
        }
        return search instanceof Judging judging ? goOn(judging, now) : goOn((Trying) search, isAnswered, now);
    }

    private State goOn(Judging judging, long now) {
        if (!judging.verdict().isDone()) {
            return judging;
        }
        Map<String, String> guilty = judging.verdict().join();
        return guilty.isEmpty()
                ? new Trying(judging.suspects(), new Trial(judging.suspects(), now), judging.refusals())
                : convict(judging, guilty);
    }

    private State goOn(Trying trying, boolean isAnswered, long now) {
        Trial trial = trying.trial();
        if (!isAnswered && !trial.isOverdue(now) || trial.goesOn(now)) {
            return trying;
        }
        return trial.isRefusedWithoutAll()
                ? new Unexplained(wanted, trying.refusals())
                : convict(trying, trial.guilty());
    }

    private State convict(Search search, Map<String, String> guilty) {
        guilty.forEach((name, words) -> setAside(search.suspects().form(name), words));
        return new Settling(search.refusals().andSetAside(guilty.size()));
    }

    /** What differs from what the Envoy took, in the form that it was sent. */
    private Map<String, Host> news() {
        Map<String, Host> news = new HashMap<>();
        ByName.diff(taken, served, (name, before, after) -> {
            if (after != null && !after.equals(before)) {
                news.put(name, after);
            }
        });
        return news;
    }

    private void setAside(@Nullable Host refused, String words) {
        if (refused != null) {
            String line = Words.oneLine(words);
            evidence.refuses(refused, line);
            asides.add(refused, instead(refused), line);
        }
    }

    /** What the Envoy took of the host, or what another one took; never nothing in place of what this one took. */
    private @Nullable Host instead(Host refused) {
        Host own = taken.get(refused.host());
        Host others = evidence.proved(refused.host());
        return own != null ? own : refused.equals(others) ? null : others;
    }

    private ByName<Host> overlaid() {
        Map<String, @Nullable Host> instead = new HashMap<>();
        asides.putInstead(instead);
        if (state instanceof Search search) {
            withhold(search, instead);
        }
        return Overlay.of(wanted, instead, served);
    }

    private void withhold(Search search, Map<String, @Nullable Host> instead) {
        for (String name : search.withheld()) {
            Host suspect = search.suspects().form(name);
            Host now = instead.containsKey(name) ? instead.get(name) : wanted.get(name);
            // A host whose rows changed meanwhile is no suspect any more.
            if (suspect != null && suspect.equals(now)) {
                instead.put(name, instead(suspect));
            }
        }
    }

    /** What the Envoy has acknowledged, whole. */
    public ByName<Host> taken() {
        return taken;
    }

    /** Whether the Envoy has acknowledged all that it is to have. */
    public boolean isTaken() {
        return taken == served && state instanceof Following;
    }

    /** Whether listeners that were refused are to be sent again now. */
    public boolean isTimeForPorts() {
        return ports.isTime();
    }

    /** How long the next pass may wait. */
    public Duration patience(Duration otherwise) {
        boolean soon = state instanceof Search
                || quietButClusters.isWaiting()
                || quiet.isWaiting()
                || conversation.hasRefusals();
        return Comparators.min(soon ? Quiet.PAUSE : ports.patience(otherwise), otherwise);
    }

    /** Hosts whose rows the Envoy is not sent as they are, with its words. */
    public Map<String, String> heldBack() {
        Map<String, String> heldBack = new HashMap<>();
        if (state instanceof Search search) {
            search.withheld()
                    .forEach(name -> heldBack.put(name, search.suspects().words(name)));
        }
        asides.names().forEach(name -> heldBack.put(name, asides.words(name)));
        return heldBack;
    }

    /** Whether {@link #heldBack} is worth asking. */
    public boolean holdsBack() {
        return state instanceof Search || !asides.isEmpty();
    }

    public List<Problem> portProblems() {
        return ports.problems(served);
    }
}
