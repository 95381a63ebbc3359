package dev.sluice.store;

import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows without a database. */
public final class InMemoryStore implements Store {
    private volatile AllRows rows = AllRows.EMPTY;
    private volatile @Nullable String away;
    private volatile Runnable meanwhile = () -> {};

    public void put(Host... hosts) {
        Map<String, @Nullable Host> changes = new HashMap<>();
        for (Host host : hosts) {
            changes.put(host.host(), host);
        }
        rows = rows.with(rows.hosts().with(changes));
    }

    public void remove(String host) {
        Map<String, @Nullable Host> changes = new HashMap<>();
        changes.put(host, null);
        rows = rows.with(rows.hosts().with(changes));
    }

    /** From now on these fleets are pinned, to what they have. */
    public void pin(Pin... pins) {
        rows = new AllRows(rows.database(), rows.hosts(), List.of(pins));
    }

    /** From now on each read lasts until {@code meanwhile} ends. */
    public void meanwhile(Runnable meanwhile) {
        this.meanwhile = meanwhile;
    }

    /** From now on nothing can be read, for {@code reason}. */
    public void goAway(String reason) {
        away = reason;
    }

    public void comeBack() {
        away = null;
    }

    @Override
    public AllRows read() throws StoreUnavailable {
        meanwhile.run();
        String reason = away;
        if (reason != null) {
            throw new StoreUnavailable(reason, new IOException("away"));
        }
        return rows;
    }

    @Override
    public void close() {}
}
