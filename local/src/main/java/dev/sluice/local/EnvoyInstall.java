package dev.sluice.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the pinned Envoy into the cache, from the first source that has it. What is in the cache is whole and checked: it
 * is moved there in one step, after its digest was right.
 */
final class EnvoyInstall {
    /** A file lock keeps other processes out, but not other threads of this one: Java refuses a second lock of a file. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private final EnvoyRelease release;
    private final List<EnvoySource> sources;
    private final Progress progress;

    EnvoyInstall(EnvoyRelease release, List<EnvoySource> sources, Progress progress) {
        this.release = release;
        this.sources = List.copyOf(sources);
        this.progress = progress;
    }

    /**
     * Returns without a download when another process was quicker.
     *
     * @return what went wrong with each source; empty when Envoy is there
     */
    List<String> into(Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path lockFile = target.resolveSibling("envoy.lock");
        THIS_PROCESS.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Released with the channel.
            channel.lock();
            return Files.exists(target) ? List.of() : fetch(target);
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    private List<String> fetch(Path target) throws IOException {
        List<String> failures = new ArrayList<>();
        Path part = Files.createTempFile(target.getParent(), "envoy-", ".part");
        try {
            for (EnvoySource source : sources) {
                try {
                    fetch(source, part);
                    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                    return List.of();
                } catch (IOException e) {
                    if (FileTrouble.isFullDisk(e)) {
                        // The next source would only fill it again.
                        throw e;
                    }
                    String failure = source.where() + ": " + reason(e);
                    progress.say("no Envoy from " + failure);
                    failures.add(failure);
                }
            }
            return failures;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void fetch(EnvoySource source, Path part) throws IOException {
        progress.say("fetching Envoy " + release.version() + " from " + source.where());
        source.fetch(part);
        Sha256.require(part, release.binaryDigest(), "the binary");
        if (!part.toFile().setExecutable(true, false) || !part.toFile().setReadable(true, false)) {
            throw new IOException("cannot be made executable");
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
