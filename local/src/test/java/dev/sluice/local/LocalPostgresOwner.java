package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Another process that owns a local PostgreSQL until it is killed. */
final class LocalPostgresOwner {
    private LocalPostgresOwner() {}

    static Process start(LocalPostgres.Options options) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalPostgresOwner.class.getName(),
                        options.folder().toString(),
                        options.binaries().toString(),
                        Integer.toString(options.port()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) throws LocalPostgresFailed, InterruptedException {
        LocalPostgres.start(
                new LocalPostgres.Options(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]), Map.of()),
                Progress.SILENT);
        new CountDownLatch(1).await();
    }
}
