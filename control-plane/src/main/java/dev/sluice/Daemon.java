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

/** The running control plane: the stages in the order in which a row passes them. */
public final class Daemon implements AutoCloseable {
    /** How often all rows are read although the table of changes names none: proof that nothing was missed. */
    private static final Duration FULL_READ_INTERVAL = Duration.ofSeconds(30);

    private final Store store;
    private final XdsServer server;
    private final Wakeups wakeups;
    private final Thread reconciler;

    private Daemon(Config config) {
        var wakeup = new Wakeup();
        this.store = store(config);
        this.server = new XdsServer(config.xds(), said -> wakeup.signal());
        this.wakeups = new Wakeups(config.database(), wakeup::signal);
        var validator = new Validator(TakenPorts.of(config), Set.of(Names.XDS_CLUSTER));
        var publisher = new Publisher(config.listenAddress(), server);
        var loop = new Reconciler(store, validator, publisher, config.syncInterval(), new ChangeLog(Clock.systemUTC()));
        this.reconciler = new Thread(() -> loop.run(wakeup), "reconciler");
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
        Store store = new PostgresStore(config.database(), FULL_READ_INTERVAL);
        return config.migrate() ? new MigratingStore(store, config.database()) : store;
    }
}
