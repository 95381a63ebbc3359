package dev.sluice.local;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordedProgress implements Progress {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> transfers = new CopyOnWriteArrayList<>();

    @Override
    public void say(String line) {
        lines.add(line);
    }

    @Override
    public void transferred(long bytes, long total) {
        transfers.add(bytes + "/" + total);
    }
}
