package dev.sluice;

import dev.sluice.config.Config;
import dev.sluice.reconcile.ChangeLog;
import dev.sluice.reconcile.Publisher;
import dev.sluice.reconcile.Reconciler;
import dev.sluice.reconcile.Wakeup;
import dev.sluice.serve.XdsServer;
import dev.sluice.store.MigratingStore;
import dev.sluice.store.PostgresStore;
import dev.sluice.store.Store;
import dev.sluice.store.Wakeups;
import dev.sluice.translate.Names;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.Validator;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The running control plane: the stages in the order in which a row passes them. */
public final class Daemon implements AutoCloseable {
    private final Store store;
    private final XdsServer server;
    private final Wakeups wakeups;
    private final Thread reconciler;
    private final AtomicReference<@Nullable Throwable> crash = new AtomicReference<>();

    private Daemon(Config config) {
        var wakeup = new Wakeup();
        this.store = store(config);
        this.server = new XdsServer(config.xds(), said -> wakeup.signal());
        this.wakeups = new Wakeups(config.database(), wakeup::signal);
        var validator = new Validator(TakenPorts.of(config), Set.of(Names.XDS_CLUSTER));
        var publisher = new Publisher(config.listenAddress(), server);
        var loop = new Reconciler(store, validator, publisher, config.syncInterval(), new ChangeLog(Clock.systemUTC()));
        this.reconciler = new Thread(() -> loop.run(wakeup), "reconciler");
        reconciler.setUncaughtExceptionHandler((thread, bug) -> crash.set(bug));
    }

    /** Waits until the loop ends; by itself it does so only when it met a bug, which is thrown here. */
    public void join() throws InterruptedException {
        reconciler.join();
        Throwable bug = crash.get();
        if (bug != null) {
            throw new IllegalStateException("the reconciler met a bug; Envoy serves on", bug);
        }
    }

    public static Daemon start(Config config) {
        Daemon daemon = new Daemon(config);
        daemon.reconciler.start();
        if (config.wakeOnNotify()) {
            daemon.wakeups.start();
        }
        return daemon;
    }

    @Override
    public void close() {
        wakeups.close();
        reconciler.interrupt();
        try {
            reconciler.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        server.close();
        store.close();
    }

    private static Store store(Config config) {
        Store store = new PostgresStore(config.database());
        return config.migrate() ? new MigratingStore(store, config.database()) : store;
    }
}
