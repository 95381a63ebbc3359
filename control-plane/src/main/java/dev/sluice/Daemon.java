package dev.sluice;

import dev.sluice.config.Config;
import dev.sluice.contain.InstalledEnvoy;
import dev.sluice.contain.Judge;
import dev.sluice.keep.BootFiles;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.observe.HttpEndpoints;
import dev.sluice.observe.StatusBoard;
import dev.sluice.reconcile.ChangeLog;
import dev.sluice.reconcile.Gate;
import dev.sluice.reconcile.Publisher;
import dev.sluice.reconcile.ReconcileListener;
import dev.sluice.reconcile.Reconciler;
import dev.sluice.reconcile.ServedFleets;
import dev.sluice.reconcile.Wakeup;
import dev.sluice.serve.CannotListen;
import dev.sluice.serve.EnvoySaid;
import dev.sluice.serve.XdsPort;
import dev.sluice.serve.XdsServer;
import dev.sluice.store.MigratingStore;
import dev.sluice.store.PostgresStore;
import dev.sluice.store.RowReader;
import dev.sluice.store.Store;
import dev.sluice.store.Wakeups;
import dev.sluice.systemd.Systemd;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.validate.EnvoyMachine;
import dev.sluice.validate.Guard;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.Validator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running control plane: the stages in the order in which a row passes them. */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private final Systemd systemd;
    private final Judge judge;
    private final LastKnownGood lastKnownGood;
    private final RowReader reader;
    private final XdsServer server;
    private final HttpEndpoints http;
    private final Wakeups wakeups;
    private final Thread reconciler;
    private final AtomicReference<@Nullable Throwable> crash = new AtomicReference<>();

    private Daemon(Config config, Systemd systemd, List<Integer> heldSockets) {
        this.systemd = systemd;
        var clock = Clock.systemUTC();
        var wakeup = new Wakeup();
        var board = new StatusBoard(clock);
        List<ReconcileListener> listeners = List.of(new ChangeLog(clock), board);
        var limits = config.limits();
        var translator = new Translator(config.listenAddress(), Transport.ADS);
        var bootFiles = new BootFiles(config.stateDir().resolve("envoy"), translator);
        var servedFleets = new ServedFleets(bootFiles.earlierFleets());
        var guard = new Guard(limits.guardShare(), limits.guardMinimum());
        var gate = new Gate(guard, servedFleets::mayBeServed, listeners);
        this.http = http(config, board, clock, id -> {
            gate.confirm(id);
            wakeup.signal();
        });
        this.lastKnownGood = new LastKnownGood(config.stateDir(), clock, bootFiles);
        this.reader = new RowReader(store(config, lastKnownGood), wakeup::nudge);
        this.judge = new Judge(new InstalledEnvoy(System.getenv()).find(), config.stateDir(), translator::translate);
        this.server = server(config, heldSockets, said -> {
            board.said(said);
            servedFleets.said(said);
            if (said instanceof EnvoySaid.Asks asks) {
                bootFiles.keepFor(asks.envoy().fleet());
            }
            if (said.isOver()) {
                wakeup.nudge();
            }
        });
        this.wakeups = new Wakeups(config.database(), wakeup::signal);
        var publisher = new Publisher(config.listenAddress(), server, judge::guilty);
        var loop = new Reconciler(
                reader,
                gate,
                validator(config),
                publisher,
                servedFleets,
                lastKnownGood,
                config.syncInterval(),
                listeners);
        this.reconciler = new Thread(() -> loop.run(wakeup, () -> systemd.tell(board.status())), "reconciler");
        reconciler.setUncaughtExceptionHandler(this::crashed);
    }

    private void crashed(Thread thread, Throwable bug) {
        if (!(bug instanceof CannotListen)) {
            LOG.error("crashed thread={} (please report it)", thread.getName(), bug);
        }
        crash.set(bug);
    }

    /**
     * Waits until the loop ends. By itself the loop ends only when it met a bug or cannot listen for Envoys. Either is
     * thrown here.
     *
     * @throws CannotListen when it cannot listen
     * @throws IllegalStateException when it met a bug
     */
    public void join() throws InterruptedException {
        reconciler.join();
        Throwable bug = crash.get();
        if (bug instanceof CannotListen portTaken) {
            throw new CannotListen(String.valueOf(portTaken.getMessage()), portTaken);
        }
        if (bug != null) {
            throw new IllegalStateException("the reconciler met a bug; Envoy serves on", bug);
        }
    }

    /** Starts one that nobody watches over. */
    public static Daemon start(Config config) {
        return start(config, Systemd.absent(), List.of());
    }

    /**
     * Starts one that the service manager watches over.
     *
     * @param heldSockets those that it listens on for us
     */
    public static Daemon start(Config config, Systemd systemd, List<Integer> heldSockets) {
        Daemon daemon = new Daemon(config, systemd, heldSockets);
        daemon.reconciler.start();
        if (config.wakeOnNotify()) {
            daemon.wakeups.start();
        }
        return daemon;
    }

    @Override
    public void close() {
        systemd.stopping();
        wakeups.close();
        reconciler.interrupt();
        try {
            reconciler.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        judge.close();
        lastKnownGood.close();
        http.close();
        server.close();
        reader.close();
        systemd.close();
    }

    private static HttpEndpoints http(Config config, StatusBoard board, Clock clock, Consumer<String> confirm) {
        try {
            return HttpEndpoints.start(config.http(), board, config.syncInterval(), clock, config.stateDir(), confirm);
        } catch (IOException e) {
            throw CannotListen.on(config.http(), "HTTP", e);
        }
    }

    private static XdsServer server(Config config, List<Integer> heldSockets, Consumer<EnvoySaid> listener) {
        var port = new XdsPort(config.xds(), config.xdsAccess(), config.limits().maxHosts(), heldSockets);
        try {
            return XdsServer.on(port, listener);
        } catch (IOException e) {
            throw new CannotListen("cannot serve xDS on " + config.xds() + ": " + e.getMessage(), e);
        }
    }

    /** Made anew for each look at the rows: this machine's addresses come and go. */
    private static Supplier<Validator> validator(Config config) {
        var addresses = new OwnAddresses();
        var takenPorts = TakenPorts.of(config);
        return () -> new Validator(
                takenPorts,
                Set.of(Names.XDS_CLUSTER),
                config.limits().maxTargets(),
                new EnvoyMachine(config.listenAddress(), addresses.get()));
    }

    private static Store store(Config config, LastKnownGood lastKnownGood) {
        Store store = new PostgresStore(config.database(), config.limits());
        return config.migrate() ? new MigratingStore(store, config.database(), lastKnownGood::hasHosts) : store;
    }
}
