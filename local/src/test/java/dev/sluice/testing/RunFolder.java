package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * {@code target/run-PID}, the folder of everything that tests of this process start. Its logs stay until the next run.
 * What a run that was killed left behind is stopped and deleted by the next one.
 */
public final class RunFolder {
    private static final String PREFIX = "run-";
    private final Path target;
    private final Path folder;

    /** Made, and so cleaned up for, when first used. */
    private static final class Own {
        private static final RunFolder FOLDER = new RunFolder(
                Path.of("target").toAbsolutePath(), ProcessHandle.current().pid());
    }

    RunFolder(Path target, long pid) {
        this.target = target;
        this.folder = target.resolve(PREFIX + pid);
        clean();
    }

    /** A folder in it that several parts may share. */
    public static Path shared(String name) {
        return Own.FOLDER.existing(name);
    }

    /** A folder in it that nobody has yet. */
    public static Path fresh(String prefix) {
        try {
            return Files.createTempDirectory(Own.FOLDER.existing("."), prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path existing(String name) {
        try {
            return Files.createDirectories(folder.resolve(name).normalize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clean() {
        try {
            Files.createDirectories(target);
            List<Path> folders;
            try (Stream<Path> all = Files.list(target)) {
                folders = all.filter(RunFolder::isOver).toList();
            }
            for (Path left : folders) {
                stopProcessesOf(left);
                delete(left);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nobody is left who would delete it; this process's own number may have been another's before. */
    private static boolean isOver(Path candidate) {
        String name = candidate.getFileName().toString();
        if (!name.matches(PREFIX + "\\d+")) {
            return false;
        }
        long pid = Long.parseLong(name.substring(PREFIX.length()));
        return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
    }

    /** A process that has ended and that nobody took note of names no file any more. */
    private static void stopProcessesOf(Path left) {
        processesOf(left).forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(Patience.LIMIT).until(() -> processesOf(left).isEmpty());
    }

    /** Each of them names its folder or file on the command line. */
    private static List<ProcessHandle> processesOf(Path left) {
        return ProcessHandle.allProcesses()
                .filter(process -> Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.contains(left + "/")))
                .toList();
    }

    /** A server that has just been killed may still delete files of its own. */
    static void delete(Path left) {
        try (Stream<Path> files = Files.walk(left)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
