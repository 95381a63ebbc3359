package dev.sluice.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Targets;
import dev.sluice.testing.SampleHosts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeptTextTest {
    private static final ByName<Host> HOSTS = ByName.of(
            List.of(
                    SampleHosts.host("b.example", 8080, 80, List.of(), List.of()),
                    SampleHosts.host(
                            "*.a.example",
                            80,
                            8080,
                            List.of(Targets.of("10.0.0.1"), Targets.of("2001:db8::7", 81)),
                            List.of(SampleHosts.check(
                                    "/ä\"\\\n", OptionalInt.of(9), Duration.ofMillis(1500), Duration.ofSeconds(10))))),
            Host::host);
    private static final Kept KEPT = new Kept(
            Instant.parse("2026-11-23T16:00:00Z"),
            new AllRows(Optional.of(UUID.fromString("0d3b5a3e-6f0c-4a53-9d2c-1f2a4f4b8c11")), HOSTS));
    private static final byte[] BYTES = KeptText.encode(KEPT, new KeptLines());

    /** What is written each second is made of the lines of the last time. */
    @Test
    void aFileAfterChangesIsTheSameAsOneMadeAnew() throws Exception {
        KeptLines lines = new KeptLines();
        KeptText.encode(KEPT, lines);
        Kept fewer = new Kept(
                KEPT.written(),
                KEPT.rows()
                        .with(ByName.of(
                                List.of(SampleHosts.host("z.example", 81, 82, List.of(), List.of())), Host::host)));
        assertThat(KeptText.encode(fewer, lines)).isEqualTo(KeptText.encode(fewer, new KeptLines()));
        assertThat(KeptText.encode(KEPT, lines)).isEqualTo(BYTES);
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        assertThat(KeptText.decode(BYTES)).isEqualTo(KEPT);
        Kept empty = new Kept(KEPT.written(), AllRows.EMPTY);
        assertThat(KeptText.decode(KeptText.encode(empty, new KeptLines()))).isEqualTo(empty);
    }

    @Test
    void itIsALineAboutTheFileAndALineForEachHost() {
        assertThat(new String(BYTES, StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        about -> assertThat(about)
                                .matches("\\{\"sha256\": \"[0-9a-f]{64}\", \"format\": 1,"
                                        + " \"written\": \"2026-11-23T16:00:00Z\", \"hosts\": 2,"
                                        + " \"database\": \"0d3b5a3e-6f0c-4a53-9d2c-1f2a4f4b8c11\"}"),
                        host -> assertThat(host).startsWith("{ \"host\": \"*.a.example\", \"incoming_port\": 80,"),
                        host -> assertThat(host)
                                .isEqualTo(
                                        "{ \"host\": \"b.example\", \"incoming_port\": 8080, \"outgoing_port\": 80 }"));
    }

    @Test
    void aFileThatNamesNoDatabaseIsOfNone() throws IOException {
        Kept old = decode("\", \"format\": 1, \"written\": \"2026-11-23T16:00:00Z\", \"hosts\": 0}\n");
        assertThat(old.rows()).isEqualTo(AllRows.EMPTY);
    }

    @Test
    void cutAtAnyByteItIsRefused() {
        for (int length = 0; length < BYTES.length; length++) {
            assertRefused(Arrays.copyOf(BYTES, length));
            // What some file systems leave after a crash: the length is right, the end is not there.
            assertRefused(Arrays.copyOf(Arrays.copyOf(BYTES, length), BYTES.length));
        }
        assertRefused(Arrays.copyOf(BYTES, BYTES.length + 1));
    }

    @Test
    void withAnyBitFlippedItIsRefused() {
        for (int i = 0; i < BYTES.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = BYTES.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertRefused(flipped);
            }
        }
    }

    @Test
    void aNewerFormatIsRefusedByItsNumber() {
        assertThatThrownBy(() -> decode("\", \"format\": 2, \"written\": \"2027-01-01T00:00:00Z\", \"sets\": 1}\n{}\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("is of format 2, this version of Sluice reads 1");
    }

    /** What an upgrade wrote is read after a downgrade. */
    @Test
    void whatANewerVersionWroteCostsTheHostAloneThatIsNotUnderstood() throws Exception {
        Kept kept =
                decode("\", \"format\": 1, \"written\": \"2027-01-01T00:00:00Z\", \"hosts\": 3, \"region\": \"eu\"}\n"
                        + "{\"host\": \"a.example\", \"mirror\": \"b.example\"}\n"
                        + "{\"host\": \"b.example\", \"incoming_port\": \"any\"}\n"
                        + "{\"host\": \"c.example\"}\n");
        ByName<Host> hosts = kept.rows().hosts();
        assertThat(hosts.keySet()).containsExactlyInAnyOrder("a.example", "b.example", "c.example");
        assertThat(unread(hosts, "c.example")).isEmpty();
        assertThat(unread(hosts, "a.example")).singleElement().satisfies(problem -> {
            assertThat(problem.host()).isEqualTo("a.example");
            assertThat(problem.field()).isEqualTo("last-known-good.jsonl");
            assertThat(problem.message())
                    .startsWith("holds what this version of Sluice does not know: hosts.mirror is not known")
                    .contains("line 2");
        });
        assertThat(unread(hosts, "b.example"))
                .extracting(Problem::message)
                .containsExactly("holds what this version of Sluice does not know:"
                        + " hosts.incoming_port must be a whole number, is the text \"any\" (line 3)");
    }

    @Test
    void whatSluiceDoesNotWriteIsRefused() {
        String about = "\", \"format\": 1, \"written\": \"2027-01-01T00:00:00Z\", \"hosts\": 1}\n";
        assertThatThrownBy(() -> decode(about + "{\"domain\": \"a.example\"}\n"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("holds what this version of Sluice does not know: line 2: ");
        assertThatThrownBy(() -> decode(about)).isInstanceOf(IOException.class).hasMessage("names 1 hosts and has 0");
        assertThatThrownBy(() -> decode("\", \"format\": 1, \"written\": \"today\", \"hosts\": 0}\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("was written at no time that can be read: today");
        assertThatThrownBy(() -> decode(about.replace("1}", "0, \"database\": \"mine\"}")))
                .isInstanceOf(IOException.class)
                .hasMessage("names a database by what is no UUID: \"mine\"");
        assertThatThrownBy(() -> decode("no JSON\n")).isInstanceOf(IOException.class);
    }

    @Test
    void aForeignFileIsRefused() {
        assertThatThrownBy(() -> KeptText.decode("[{\"host\": \"a.example\"}]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessage("does not begin as a file of Sluice's does");
    }

    private static Kept decode(String content) throws IOException {
        return KeptText.decode(KeptText.checksummed(content));
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> KeptText.decode(bytes)).isInstanceOf(IOException.class);
    }

    private static List<Problem> unread(ByName<Host> hosts, String host) {
        return Objects.requireNonNull(hosts.get(host)).unread();
    }
}
