package dev.sluice.keep;

import dev.sluice.model.AllRows;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the hosts that are served: as rows for the next daemon, as {@link BootFiles} for an Envoy without a daemon. */
public final class LastKnownGood implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    /** From one write to the next, however many changes there are. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KeptFile file;
    private final LateWriter<AllRows> writer;
    private final BootFiles bootFiles;

    public LastKnownGood(Path folder, Clock clock, BootFiles bootFiles) {
        this(folder, clock, bootFiles, PAUSE);
    }

    LastKnownGood(Path folder, Clock clock, BootFiles bootFiles, Duration pause) {
        this.bootFiles = bootFiles;
        this.file = new KeptFile(folder);
        this.writer = new LateWriter<>(
                "last known good", file.path(), pause, rows -> file.write(new Kept(clock.instant(), rows)));
    }

    /** Whether hosts were served, even where their file is not to be trusted. */
    public boolean hasHosts() {
        try {
            return file.read().map(kept -> !kept.rows().hosts().isEmpty()).orElse(false);
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * How many hosts a start would find in {@code folder}; empty without a file. Fails for a file not to be trusted.
     */
    public static Optional<Integer> hostsIn(Path folder) throws IOException {
        return new KeptFile(folder).read().map(kept -> kept.rows().hosts().size());
    }

    /** The hosts that were kept; empty without a file. A file not to be trusted is named in the log, and empty too. */
    public Optional<Kept> read() {
        try {
            return file.read();
        } catch (ClosedByInterruptException stopped) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("last known good refused file={} reason=\"it {}\"", file.path(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Writes {@code rows} soon, unless newer rows come before that. */
    public void keep(AllRows rows) {
        writer.offer(rows);
        bootFiles.keep(rows.hosts());
    }

    /** Writes what is still to be written, and waits for that, but not for a disk that hangs. */
    @Override
    public void close() {
        bootFiles.close();
        writer.close();
    }
}
