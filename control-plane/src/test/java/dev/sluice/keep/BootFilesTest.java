package dev.sluice.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.testing.Patience;
import dev.sluice.testing.SampleHosts;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Which file is written when; whether an Envoy can live on them, BootFilesEnvoyIT says. */
@Timeout(Patience.OF_A_TEST)
class BootFilesTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final String CLUSTERS = "clusters.pb";
    private static final String ROUTES = "routes-http_80.pb";

    @TempDir
    Path parent;

    /** Of the default fleet. */
    private Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(parent.resolve("fleet-default"));
    }

    @Test
    void aNewClusterIsThereBeforeItsRouteAndAnOldOneUntilAfter() {
        write(hosts("a.example", "b.example"));
        try (BootFiles files = files(AT_ONCE, NEVER)) {
            files.keep(hosts("a.example", "c.example"));
            await().until(() -> names(CLUSTERS, "c.example"));
            assertThat(names(ROUTES, "c.example")).isFalse();
            assertThat(names(ROUTES, "b.example")).isTrue();
        }
        assertThat(names(ROUTES, "c.example")).isTrue();
        assertThat(names(ROUTES, "b.example")).isFalse();
        assertThat(names(CLUSTERS, "b.example")).isFalse();
        try (BootFiles files = files(AT_ONCE, NEVER)) {
            files.keep(hosts("a.example"));
            await().until(() -> !names(ROUTES, "c.example"));
            assertThat(names(CLUSTERS, "c.example")).isTrue();
        }
        assertThat(names(CLUSTERS, "c.example")).isFalse();
    }

    @Test
    void whatDidNotChangeIsNotWrittenByThisProcessNorByTheNext() throws IOException {
        write(hosts("a.example", "b.example"));
        Map<Path, Object> before = identities();
        assertThat(before).hasSize(3);
        write(hosts("a.example", "b.example"));
        assertThat(identities()).isEqualTo(before);
        try (BootFiles files = files(AT_ONCE, AT_ONCE)) {
            files.keep(host("a.example", "10.0.0.9").with(hosts("b.example")));
        }
        Map<Path, Object> after = identities();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.keySet().stream().filter(file -> !Objects.equals(after.get(file), before.get(file))))
                .containsExactly(folder.resolve(CLUSTERS));
    }

    @Test
    void thereIsOneWriteInAWhileHoweverManyChanges() throws IOException {
        try (BootFiles files = files(NEVER, AT_ONCE)) {
            files.keep(host("a.example", "10.0.0.1"));
            await().until(() -> Files.exists(folder.resolve("listeners.pb")));
            Map<Path, Object> first = identities();
            for (int i = 2; i < 100; i++) {
                files.keep(host("a.example", "10.0.0." + i));
            }
            assertThat(identities()).isEqualTo(first);
        }
        assertThat(names(CLUSTERS, "10.0.0.99")).isTrue();
    }

    @Test
    void eachFileIsCheckedByItsFirstBytesAndOnlyTheGroupMayReadIt() throws IOException {
        write(hosts("a.example"));
        for (Path file : identities().keySet()) {
            byte[] bytes = Files.readAllBytes(file);
            assertThat(new String(bytes, 2, 64, StandardCharsets.US_ASCII))
                    .isEqualTo(Checksum.of(Arrays.copyOfRange(bytes, 66, bytes.length)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r-----");
        }
    }

    @Test
    void theRoutesOfAPortThatIsGoneGo() {
        write(ByName.of(List.of(SampleHosts.host("a.example", 81, 80, List.of(), List.of())), Host::host));
        assertThat(folder.resolve("routes-http_81.pb")).exists();
        write(hosts("a.example"));
        assertThat(folder.resolve("routes-http_81.pb")).doesNotExist();
        assertThat(folder.resolve(ROUTES)).exists();
    }

    @Test
    void eachFleetThatAnEnvoyWasOfAndThatHasHostsHasItsOwn() {
        Host edge = SampleHosts.host("a.example", "edge", 80, 80, List.of(), List.of());
        Host office = SampleHosts.host("b.example", "office", 80, 80, List.of(), List.of());
        ByName<Host> all = ByName.of(List.of(edge, office), Host::host).with(hosts("c.example"));
        Path ofEdge = parent.resolve("fleet-edge");
        Path ofOffice = parent.resolve("fleet-office");
        try (BootFiles files = files(AT_ONCE, AT_ONCE)) {
            files.keepFor("edge");
            files.keepFor("ghost");
            files.keep(all);
            await().until(() -> names(ofEdge.resolve(CLUSTERS), "a.example"));
            assertThat(ofOffice).doesNotExist();
            files.keepFor("office");
            await().until(() -> names(ofOffice.resolve(CLUSTERS), "b.example"));
        }
        assertThat(names(CLUSTERS, "c.example")).isTrue();
        assertThat(names(CLUSTERS, "b.example") || names(CLUSTERS, "a.example")).isFalse();
        assertThat(names(ofEdge.resolve(CLUSTERS), "b.example") || names(ofEdge.resolve(CLUSTERS), "c.example"))
                .isFalse();
        assertThat(parent.resolve("fleet-ghost")).doesNotExist();
        // Another daemon, to which no Envoy has come yet.
        write(all.with(
                ByName.of(List.of(SampleHosts.host("d.example", "edge", 80, 80, List.of(), List.of())), Host::host)));
        assertThat(names(ofEdge.resolve(CLUSTERS), "d.example")).isTrue();
    }

    @Test
    void aFleetThatAnEnvoyNamedBeforeItHadHostsGetsItsFilesWithTheFirst() {
        try (BootFiles files = files(AT_ONCE, AT_ONCE)) {
            files.keepFor("..");
            files.keepFor("edge");
            files.keep(hosts("c.example"));
            Host edge = SampleHosts.host("a.example", "edge", 80, 80, List.of(), List.of());
            Host dots = SampleHosts.host("b.example", "..", 80, 80, List.of(), List.of());
            files.keep(ByName.of(List.of(edge, dots), Host::host));
            await().until(() -> names(parent.resolve("fleet-edge").resolve(CLUSTERS), "a.example"));
            await().until(() -> names(parent.resolve("fleet-..").resolve(CLUSTERS), "b.example"));
        }
    }

    @Test
    void whatCannotBeWrittenLeavesTheFilesWholeAndIsToldOnceAndIsGotOver() throws IOException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");
        logger.addAppender(log);
        write(hosts("a.example"));
        Path obstacle = Files.createDirectories(folder.resolve("clusters.pb.new/obstacle"));
        try (BootFiles files = files(AT_ONCE, AT_ONCE)) {
            files.keep(hosts("b.example"));
            await().until(() -> !log.list.isEmpty());
            files.keep(hosts("a.example", "c.example"));
            assertThat(names(CLUSTERS, "a.example")).isTrue();
            assertThat(names(ROUTES, "c.example")).isFalse();
            Files.delete(obstacle);
            await().until(() -> names(ROUTES, "c.example"));
        }
        logger.detachAppender(log);
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .satisfiesExactly(
                        begin -> assertThat(begin)
                                .startsWith("boot files not written file=" + folder)
                                .contains("DirectoryNotEmptyException"),
                        end -> assertThat(end).isEqualTo("boot files written again file=" + folder));
    }

    private void write(ByName<Host> hosts) {
        try (BootFiles files = files(AT_ONCE, AT_ONCE)) {
            files.keep(hosts);
        }
    }

    private BootFiles files(Duration betweenWrites, Duration betweenSteps) {
        return new BootFiles(parent, new Translator("127.0.0.1", Transport.ADS), betweenWrites, betweenSteps);
    }

    private static ByName<Host> hosts(String... names) {
        return ByName.of(
                Arrays.stream(names)
                        .map(name -> SampleHosts.host(name, 80, 80, List.of(Targets.of("10.0.0.1")), List.of()))
                        .toList(),
                Host::host);
    }

    private static ByName<Host> host(String name, String address) {
        return ByName.of(List.of(SampleHosts.host(name, 80, 80, List.of(Targets.of(address)), List.of())), Host::host);
    }

    private boolean names(String file, String text) {
        return names(folder.resolve(file), text);
    }

    private static boolean names(Path file, String text) {
        try {
            return Files.exists(file)
                    && Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A file that was replaced is another one, whatever its content. */
    private Map<Path, Object> identities() throws IOException {
        Map<Path, Object> identities = new HashMap<>();
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                identities.put(file, List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime()));
            }
        }
        return identities;
    }
}
