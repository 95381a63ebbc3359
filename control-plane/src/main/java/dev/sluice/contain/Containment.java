package dev.sluice.contain;

import com.google.common.collect.Comparators;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.Conversation;
import dev.sluice.serve.Settling;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a refusal of one Envoy's to the hosts that caused it, and to that Envoy. They are set aside with the form that
 * was taken last, or left out, until their rows change; everybody else goes on. What the Envoy took stays, whatever it
 * says later. Whom a refusal is about is read from Envoy's fixed phrases, and investigated where these do not say.
 */
public final class Containment {
    private static final String LISTENER = "Listener";
    private static final String CLUSTER = "Cluster";

    /**
     * One refusal names one host for certain. An Envoy that refuses so many in a row lacks something, and would take
     * thousands of rounds: from then on all that its phrase seems to list are believed.
     */
    private static final int MANY = 8;

    private final String fleet;
    private final Conversation conversation;
    private final Evidence evidence;
    private final Jury jury;
    private final RefusedPorts ports;
    private final Asides asides = new Asides();
    /** All but clusters, which wait for health checks. */
    private final Settling calm = new Settling();

    private final Settling settling = new Settling();
    private ByName<Host> wanted = ByName.empty();
    private ByName<Host> served = ByName.empty();
    private ByName<Host> taken;
    private @Nullable Investigation investigation;
    /** What the Envoy refuses although nobody in particular is found. */
    private @Nullable ByName<Host> nobodyFoundIn;
    /** The last refusal whose cause is not known. */
    private Conversation.@Nullable Refusal unexplained;
    /** How many were set aside since the Envoy answered everything. */
    private int asideAtOnce;

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
     * An Envoy that has just come does not try everything that others refused at once, or one bad route would cost it the
     * whole port; it tries these when it has the rest.
     */
    public void beginWithout(Map<String, Evidence.Refused> refused, ByName<Host> usable) {
        Map<String, Host> suspects = new HashMap<>();
        Map<String, String> words = new HashMap<>();
        refused.forEach((name, each) -> {
            if (each.form().equals(usable.get(name))) {
                suspects.put(name, each.form());
                words.put(name, each.words());
            }
        });
        if (!suspects.isEmpty()) {
            investigation = new Investigation(
                    suspects, name -> words.getOrDefault(name, ""), CompletableFuture.completedFuture(Map.of()), true);
            wanted = usable;
        }
    }

    /** What the Envoy is to be served of {@code usable}, after what was heard since the last time. */
    public ByName<Host> serve(ByName<Host> usable) {
        if (investigation == null || !investigation.isTrying()) {
            wanted = usable;
        }
        asides.forgetChanged(wanted::get);
        hear();
        served = overlaid();
        return served;
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
        boolean isCalm = calm.isSettled(isOver && butClusters, now);
        boolean isSettled = settling.isSettled(isOver && all, now);
        if (isSettled) {
            ports.answered();
        }
        if (investigation != null) {
            goOn(investigation, investigation.isAboutClusters() ? isSettled : isCalm, now);
        } else if (isCalm) {
            settle(isSettled, lacks);
        }
    }

    private void settle(boolean isSettled, boolean lacks) {
        if (lacks) {
            explain();
        } else if (isSettled && !isRefused()) {
            asideAtOnce = 0;
            take();
        }
    }

    private void take() {
        unexplained = null;
        if (taken != served) {
            evidence.took(taken, served);
            taken = served;
        }
    }

    private boolean isRefused() {
        return nobodyFoundIn == wanted;
    }

    /** What the Envoy has acknowledged, whole. */
    public ByName<Host> taken() {
        return taken;
    }

    /** Whether the Envoy has acknowledged all that it is to have. */
    public boolean isTaken() {
        return taken == served && investigation == null;
    }

    /** Whether listeners that were refused are to be sent again now. */
    public boolean isTimeForPorts() {
        return ports.isTime();
    }

    /** How long the next pass may wait. */
    public Duration patience(Duration otherwise) {
        boolean soon = investigation != null || calm.isWaiting() || settling.isWaiting() || conversation.hasRefusals();
        return Comparators.min(soon ? Settling.PAUSE : ports.patience(otherwise), otherwise);
    }

    /** Hosts whose rows the Envoy is not sent as they are, with its words. */
    public Map<String, String> heldBack() {
        Map<String, String> heldBack = new HashMap<>();
        if (investigation != null) {
            investigation.withheld().forEach(name -> heldBack.put(name, investigation.words(name)));
        }
        asides.names().forEach(name -> heldBack.put(name, asides.words(name)));
        return heldBack;
    }

    /** Whether {@link #heldBack} names anybody. */
    public boolean holdsBack() {
        return investigation != null || !asides.isEmpty();
    }

    public List<Problem> portProblems() {
        return ports.problems(served);
    }

    private void hear() {
        for (Conversation.Refusal next = conversation.nextRefusal(); next != null; next = conversation.nextRefusal()) {
            if (next.type().equals(LISTENER)) {
                ports.refused(fleet, next.message());
            } else if (investigation != null) {
                investigation.refused();
            } else {
                accuse(next);
            }
        }
    }

    /** Sets aside whom the words name. A refusal that names nobody is investigated when it comes again, or is settled. */
    private void accuse(Conversation.Refusal refusal) {
        Map<String, Host> suspects = suspects();
        Set<String> named = asideAtOnce < MANY
                ? Words.named(refusal.message(), suspects.keySet())
                : Words.listed(refusal.message(), suspects.keySet());
        if (!named.isEmpty()) {
            named.forEach(name -> setAside(suspects.get(name), refusal.message()));
        } else if (asideAtOnce == 0) {
            investigate(suspects, refusal);
        } else {
            unexplained = refusal;
        }
    }

    /** Everything is answered and something is still refused. */
    private void explain() {
        if (nobodyFoundIn != wanted) {
            var refusal = Optional.ofNullable(unexplained).orElse(new Conversation.Refusal(CLUSTER, "without a word"));
            investigate(suspects(), refusal);
        }
    }

    private void investigate(Map<String, Host> suspects, Conversation.Refusal refusal) {
        unexplained = refusal;
        if (!suspects.isEmpty() && nobodyFoundIn != wanted) {
            investigation = new Investigation(
                    suspects,
                    name -> Words.oneLine(refusal.message()),
                    jury.guilty(suspects),
                    refusal.type().equals(CLUSTER));
        }
    }

    /** What differs from what the Envoy took, in the form that it was sent. */
    private Map<String, Host> suspects() {
        Map<String, Host> differences = new HashMap<>();
        ByName.diff(taken, served, (name, before, after) -> {
            if (after != null && !after.equals(before)) {
                differences.put(name, after);
            }
        });
        return differences;
    }

    private void setAside(@Nullable Host refused, String words) {
        if (refused == null) {
            return;
        }
        asideAtOnce++;
        String line = Words.oneLine(words);
        evidence.refuses(refused, line);
        asides.add(refused, instead(refused), line);
    }

    /** What the Envoy took of the host, or what another one took; never nothing in place of what this one took. */
    private @Nullable Host instead(Host refused) {
        Host own = taken.get(refused.host());
        Host others = evidence.proved(refused.host());
        return own != null ? own : refused.equals(others) ? null : others;
    }

    private void goOn(Investigation open, boolean settled, long now) {
        if (settled) {
            calm.reset();
            settling.reset();
        }
        open.goOn(settled, now);
        open.verdict().ifPresent(guilty -> {
            guilty.forEach((name, words) -> setAside(open.suspect(name), words));
            nobodyFoundIn = guilty.isEmpty() && open.isRefused() ? wanted : null;
            investigation = null;
        });
    }

    private ByName<Host> overlaid() {
        Map<String, @Nullable Host> instead = new HashMap<>();
        asides.putInstead(instead);
        if (investigation != null) {
            withhold(investigation, instead);
        }
        return Overlay.of(wanted, instead, served);
    }

    private void withhold(Investigation open, Map<String, @Nullable Host> instead) {
        for (String name : open.withheld()) {
            Host suspect = open.suspect(name);
            Host now = instead.containsKey(name) ? instead.get(name) : wanted.get(name);
            // One whose rows changed meanwhile is no suspect any more.
            if (suspect != null && suspect.equals(now)) {
                instead.put(name, instead(suspect));
            }
        }
    }
}
