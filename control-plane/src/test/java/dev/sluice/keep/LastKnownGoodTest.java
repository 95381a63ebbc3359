package dev.sluice.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.testing.Commands;
import dev.sluice.testing.SampleHosts;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LastKnownGoodTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T16:00:00Z"), ZoneOffset.UTC);
    private static final Duration SHORT = Duration.ofMillis(10);
    /** For tests in which the time must not come. */
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path parent;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path folder;

    @BeforeEach
    void listen() {
        folder = parent.resolve("state");
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void goAway() {
        logger().detachAppender(log);
    }

    @Test
    void nothingIsKeptAtFirst() {
        try (LastKnownGood keep = keep(SHORT)) {
            assertThat(keep.read()).isEmpty();
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void afterManyQuickChangesTheFileHasTheLast() {
        try (LastKnownGood keep = keep(SHORT)) {
            for (int i = 1; i <= 5000; i++) {
                keep.keep(version(i));
            }
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(5000)));
            keep.keep(version(6000));
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(6000)));
        }
    }

    @Test
    void changesInQuickSuccessionAreOneWriteAndTheLastIsWrittenAtTheEnd() {
        try (LastKnownGood keep = keep(LONG)) {
            keep.keep(version(1));
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(1)));
            keep.keep(version(2));
            keep.keep(version(3));
            assertThat(kept()).isEqualTo(version(1));
        }
        assertThat(kept()).isEqualTo(version(3));
    }

    @Test
    void theFileIsItsOwnersToWriteItsGroupsToReadAndNobodyElses() throws IOException {
        try (LastKnownGood keep = keep(SHORT)) {
            keep.keep(version(1));
        }
        Path file = new KeptFile(folder).path();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatCannotBeWrittenLeavesTheLastFileWholeAndIsToldOnceAndIsGotOver() throws IOException {
        try (LastKnownGood keep = keep(SHORT)) {
            keep.keep(version(1));
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(1)));
            Path obstacle = Files.createDirectories(folder.resolve("last-known-good.jsonl.new/obstacle"));
            for (int i = 2; i < 50; i++) {
                keep.keep(version(i));
                assertThat(kept()).isEqualTo(version(1));
            }
            await().until(() -> !messages().isEmpty());
            Files.delete(obstacle);
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(49)));
        }
        assertThat(messages())
                .satisfiesExactly(
                        begin -> assertThat(begin)
                                .startsWith("WARN last known good not written file=" + folder)
                                .contains("DirectoryNotEmptyException"),
                        end -> assertThat(end).startsWith("INFO last known good written again file=" + folder));
    }

    @Test
    void aFolderThatCannotBeWrittenOrVanishesIsToldOnceAndIsGotOver() throws IOException {
        Files.writeString(folder, "a file where the folder should be: root may not write here either");
        try (LastKnownGood keep = keep(SHORT)) {
            keep.keep(version(1));
            await().until(() -> messages().size() == 1);
            keep.keep(version(2));
            Files.delete(folder);
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(2)));
            Files.delete(new KeptFile(folder).path());
            Files.delete(folder);
            keep.keep(version(3));
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(3)));
        }
        assertThat(messages()).hasSize(2);
    }

    @Test
    void noOtherFileIsWrittenInPlaceOfTheKeptOne() throws Exception {
        Files.createDirectories(folder);
        Path victim = Files.writeString(parent.resolve("victim"), "precious");
        Path fresh = folder.resolve("last-known-good.jsonl.new");
        Files.createSymbolicLink(fresh, victim);
        try (LastKnownGood keep = keep(SHORT)) {
            keep.keep(version(1));
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(1)));
        }
        assertThat(victim).hasContent("precious");
        assertThat(fresh).doesNotExist();
        // Nobody reads from it: to open it would wait for ever.
        Commands.run("mkfifo", fresh.toString());
        try (LastKnownGood keep = keep(SHORT)) {
            keep.keep(version(2));
            await().untilAsserted(() -> assertThat(kept()).isEqualTo(version(2)));
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void noOtherFileIsReadInPlaceOfTheKeptOneAndNoneIsWaitedFor() throws Exception {
        Files.createDirectories(folder);
        Path file = new KeptFile(folder).path();
        try (LastKnownGood keep = keep(SHORT)) {
            Files.createSymbolicLink(file, Path.of("/dev/zero"));
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> assertThat(keep.read()).isEmpty());
            Files.delete(file);
            Commands.run("mkfifo", file.toString());
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30), () -> assertThat(keep.read()).isEmpty());
        }
        assertThat(messages())
                .hasSize(2)
                .allMatch(line ->
                        line.equals("WARN last known good refused file=" + file + " reason=\"it is no regular file\""));
    }

    @Test
    void whatCannotBeTrustedIsRefusedInOneLine() throws IOException {
        Files.createDirectories(folder);
        Path file = Files.writeString(new KeptFile(folder).path(), "{}");
        try (LastKnownGood keep = keep(SHORT)) {
            assertThat(keep.read()).isEmpty();
            Files.delete(file);
            Files.createDirectory(file);
            assertThat(keep.read()).isEmpty();
        }
        assertThat(messages())
                .hasSize(2)
                .first()
                .isEqualTo("WARN last known good refused file=" + file
                        + " reason=\"it does not begin as a file of Sluice's does\"");
    }

    private LastKnownGood keep(Duration pause) {
        return new LastKnownGood(
                folder,
                CLOCK,
                new BootFiles(parent.resolve("envoy"), new Translator("127.0.0.1", Transport.ADS)),
                pause);
    }

    /** Ten hosts, each with the number in it: half a change would show. */
    private static AllRows version(int number) {
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            hosts.add(SampleHosts.host("h" + i + ".example", 80, number, List.of(Targets.of("10.0.0.1")), List.of()));
        }
        return AllRows.of(hosts);
    }

    private AllRows kept() {
        try {
            return new KeptFile(folder).read().map(Kept::rows).orElse(AllRows.EMPTY);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> messages() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sluice");
    }
}
