package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    private static final Host SHOP = SampleHosts.host(
            "shop.example.com",
            80,
            8080,
            List.of(Targets.of("10.0.0.7"), Targets.of("10.0.0.8")),
            List.of(SampleHosts.check("/", OptionalInt.of(8080), Duration.ofSeconds(5), Duration.ofSeconds(10))));

    @Test
    void theTalksRecordIsRead() {
        assertThat(hosts("""
                { "host": "shop.example.com", "incoming_port": 80, "outgoing_port": 8080,
                  "targets": ["10.0.0.7", "10.0.0.8"],
                  "Health_checks": [ { "path": "/", "port": 8080, "timeout": 5, "interval": 10 } ] }
                """)).containsExactly(SHOP);
    }

    @Test
    void yamlMeansTheSame() {
        assertThat(hosts("""
                # the shop
                Host: shop.example.com
                outgoing-port: 8080
                targets:
                  - 10.0.0.7
                  - address: 10.0.0.8
                health_checks:
                  - port: 8080
                """)).containsExactly(SHOP);
    }

    @Test
    void columnsThatAreLeftOutHaveTheTablesDefaults() {
        assertThat(hosts("host: a.example\nincoming_port:\nhealth_checks: [{}]"))
                .containsExactly(SampleHosts.host(
                        "a.example",
                        80,
                        80,
                        List.of(),
                        List.of(SampleHosts.check(
                                "/", OptionalInt.empty(), Duration.ofSeconds(5), Duration.ofSeconds(10)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"host\": \"a.example\"}, {\"host\": \"b.example\"}]",
                "{\"hosts\": [{\"host\": \"a.example\"}, {\"host\": \"b.example\"}]}",
                "{\"host\": \"a.example\"}\n{\"host\": \"b.example\"}\n",
                "host: a.example\n---\nhost: b.example\n",
                "- host: a.example\n---\nhosts:\n- host: b.example\n---\n",
                "\ufeffHOSTS:\n- host: a.example\n- host: b.example\n",
            })
    void severalHostsComeInAnyOfTheUsualForms(String text) {
        assertThat(hosts(text)).extracting(Host::host).containsExactly("a.example", "b.example");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, 0",
        "10.0.0.7:8080, 10.0.0.7, 8080",
        "[::1]:8080, ::1, 8080",
        "[::1], ::1, 0",
        "2001:db8::7, 2001:db8::7, 0",
        "::1:8080, ::1:8080, 0",
    })
    void targetsAreAddressesWithOrWithoutAPort(String written, String address, int port) {
        Row target = port == 0 ? Targets.of(address) : Targets.of(address, port);
        assertThat(hosts("{\"host\": \"a.example\", \"targets\": [\"" + written + "\"]}"))
                .singleElement()
                .satisfies(host -> assertThat(host.targets()).containsExactly(target));
    }

    @Test
    void fractionsOfSecondsAreAllowed() {
        assertThat(hosts("host: a.example\nhealth_checks: [{timeout: 0.25, interval: 1e1}]"))
                .singleElement()
                .satisfies(host -> assertThat(host.healthChecks())
                        .extracting(check -> check.get(HealthChecks.TIMEOUT), check -> check.get(HealthChecks.INTERVAL))
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple(Duration.ofMillis(250), Duration.ofSeconds(10))));
    }

    @ParameterizedTest
    @CsvSource({
        "Shop.Example.COM, shop.example.com",
        "b\u00fccher.example, xn--bcher-kva.example",
        "*.B\u00dcCHER.example, *.xn--bcher-kva.example",
        "\u4f8b\u3048\u3002example, xn--r8jz45g.example",
        "*, *",
    })
    void hostsBecomeWhatIsStored(String written, String stored) {
        assertThat(hosts("host: \"" + written + "\"")).extracting(Host::host).containsExactly(stored);
    }

    @Test
    void aHostThatProgramsEncodeDifferentlyIsRefused() {
        assertThat(problems("host: stra\u00dfe.example"))
                .containsExactly("stra\u00dfe.example: hosts.host must be written as punycode, xn--...:"
                        + " has a letter that programs encode differently,"
                        + " is the text \"stra\u00dfe.example\" (line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "paths", "weight"})
    void whatIsLikeNoFieldIsAnsweredWithTheFieldsThatThereAre(String field) {
        assertThat(problems("host: a.example\n" + field + ": x"))
                .containsExactly("a.example: hosts." + field + " is not known; known are"
                        + " host, fleet, incoming_port, outgoing_port, targets, health_checks (line 2)");
    }

    @Test
    void everyMistakeIsToldWithItsLine() {
        assertThat(problems("""
                - host: a.example
                  incomming_port: 80
                  outgoing_port: "8080"
                  targets: [7, {address: 10.0.0.1, prot: 80}, {port: 1.5}, "10.0.0.2:http"]
                  Health_checks: {path: /}
                - targets: 10.0.0.7
                - host: b.example
                  host: B.example
                  health-checks: [/, {path: 1, timeout: 5s, interval: .inf, port: true}]
                - shop
                """))
                .containsExactly(
                        "a.example: hosts.incomming_port is not known; did you mean incoming_port? (line 2)",
                        "a.example: hosts.outgoing_port must be a whole number, is the text \"8080\" (line 3)",
                        "a.example: targets must be an address such as 10.0.0.7, is the number 7 (line 4)",
                        "a.example: targets.prot is not known; did you mean port? (line 4)",
                        "a.example: targets.address must be given (line 4)",
                        "a.example: targets.port must be a whole number, is the number 1.5 (line 4)",
                        "a.example: targets must have a number as port, is the text \"10.0.0.2:http\" (line 4)",
                        "a.example: health_checks must be a list, is a group of fields (line 5)",
                        "line 6: hosts.host must be given (line 6)",
                        "line 6: targets must be a list, is the text \"10.0.0.7\" (line 6)",
                        "b.example: hosts.host must be there once (line 8)",
                        "b.example: health_checks must be fields such as path: /, is the text \"/\" (line 9)",
                        "b.example: health_checks.path must be a text, is the number 1 (line 9)",
                        "b.example: health_checks.port must be a whole number, is true (line 9)",
                        "b.example: health_checks.timeout must be a number of seconds, is the text \"5s\" (line 9)",
                        "b.example: health_checks.interval must be a number of seconds, is the text \".inf\" (line 9)",
                        "line 10: text must be a record of a host, is the text \"shop\"");
    }

    @Test
    void aHostThatIsThereTwiceIsNamedWithBothLines() {
        assertThat(problems("host: a.example\n---\nhost: b.example\n---\nhost: A.example\n"))
                .containsExactly("A.example: hosts.host must be there once, is on line 1 and on line 5");
    }

    @Test
    void hostsBesideABadOneAreStillRead() {
        Records.Parsed parsed = Records.parse("- host: a.example\n- host: 1\n", Format.YAML);
        assertThat(parsed.hosts()).extracting(Host::host).containsExactly("a.example");
        assertThat(parsed.problems()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "# nothing\n", "---\n---\n"})
    void aTextWithoutARecordIsAProblem(String text) {
        assertThat(problems(text)).containsExactly("line 1: text holds no record");
    }

    @Test
    void anEmptyListIsNone() {
        assertThat(hosts("[]")).isEmpty();
        assertThat(hosts("hosts: []")).isEmpty();
    }

    @Test
    void textThatCannotBeReadIsAProblemWithItsLine() {
        assertThat(problems("{\"host\": \"a.example\",\n oops}"))
                .singleElement()
                .asString()
                .startsWith("line 2: text is no JSON: ");
        assertThat(problems("a: b\nc: [\n")).singleElement().asString().startsWith("line 3: text is no YAML: ");
        assertThat(problems("\n\nhost: *.example.com\n"))
                .singleElement()
                .asString()
                .startsWith("line 3: text is no YAML: ")
                .endsWith("a text that starts with * needs quotes, as \"*.example.com\" does");
    }

    @Test
    void aTextThatWouldBlowUpIsRefused() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        assertThat(Records.parse(deep, Format.JSON).problems().toString()).contains("nested too deep");
        assertThat(Records.parse(deep, Format.YAML).problems().toString()).contains("nested too deep");
        assertThat(problems("a: &a [x]\nb: [*a, *a]\n"))
                .containsExactly("line 2: text is using the alias *a: write it out, or in quotes if it is a text");
        assertThat(problems("host: a.example\nhealth_checks: [{timeout: 1e-999999999}]"))
                .hasSize(1);
        assertThat(problems("host: a.example\nhealth_checks: [{timeout: 1e999999999}]"))
                .hasSize(1);
        assertThat(problems("host: a.example\nincoming_port: 1e999999999")).hasSize(1);
        assertThat(problems("{\"host\": \"a.example\", \"incoming_port\": 99999999999}"))
                .hasSize(1);
    }

    @Test
    void theFormatIsThatOfTheNameOrElseOfTheFirstCharacter() {
        assertThat(Format.of("hosts.JSON", "host: a")).isEqualTo(Format.JSON);
        assertThat(Format.of("hosts.yml", "{}")).isEqualTo(Format.YAML);
        assertThat(Format.of("-", "\n [{}]")).isEqualTo(Format.JSON);
        assertThat(Format.of("hosts", "- host: a")).isEqualTo(Format.YAML);
    }

    @Test
    void aHostIsWrittenInTheSpellingOfTheTables() {
        assertThat(Records.toJson(SHOP)).isEqualTo("""
                {
                  "host": "shop.example.com",
                  "incoming_port": 80,
                  "outgoing_port": 8080,
                  "targets": [ "10.0.0.7", "10.0.0.8" ],
                  "health_checks": [ {
                    "path": "/",
                    "port": 8080,
                    "timeout": 5,
                    "interval": 10
                  } ]
                }""");
    }

    @Test
    void aHostOfAnotherFleetThanTheDefaultNamesIt() {
        Host edge = SampleHosts.host("a.example", "edge", 80, 80, List.of(), List.of());
        assertThat(Records.toJson(edge)).isEqualTo("""
                {
                  "host": "a.example",
                  "fleet": "edge",
                  "incoming_port": 80,
                  "outgoing_port": 80
                }""");
        assertThat(hosts("host: a.example\nfleet: edge")).containsExactly(edge);
    }

    @Test
    void whatIsWrittenIsReadBackAsTheSameHost() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            Host host = any(random);
            assertThat(hosts(Records.toJson(host))).as(Records.toJson(host)).containsExactly(host);
        }
    }

    @Test
    void noTextMakesTheReaderThrow() {
        Random random = new Random(7);
        String alphabet = "{}[]:,\"'\\-*&!#\n \tahost1.e\u00fc\u3002\u0000\ufffe<>|%@`\ud83d";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "host: " : "");
            int length = random.nextInt(24);
            random.ints(length, 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            assertThat(Records.parse(text.toString(), Format.values()[i % 2])).isNotNull();
        }
    }

    private static Host any(Random random) {
        List<String> addresses = List.of("10.0.0.7", "::1", "2001:db8::7", "127.0.0.1");
        List<Row> targets = random.ints(random.nextInt(4), 0, addresses.size())
                .mapToObj(addresses::get)
                .map(address ->
                        random.nextBoolean() ? Targets.of(address) : Targets.of(address, 1 + random.nextInt(65535)))
                .toList();
        List<Row> checks = random.nextBoolean()
                ? List.of()
                : List.of(SampleHosts.check(
                        "/a\"b\\" + random.nextInt(),
                        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(65535)),
                        Duration.ofNanos(random.nextLong(3_600_000_000_000L)),
                        Duration.ofSeconds(random.nextInt(3_600))));
        String fleet = random.nextBoolean() ? Host.DEFAULT_FLEET : "edge-" + random.nextInt(3);
        return SampleHosts.host(
                "h" + random.nextInt(1_000) + ".example", fleet, random.nextInt(65536), 443, targets, checks);
    }

    private static List<Host> hosts(String text) {
        Records.Parsed parsed = Records.parse(text, Format.of("", text));
        assertThat(parsed.problems()).isEmpty();
        return parsed.hosts();
    }

    private static List<String> problems(String text) {
        return Records.parse(text, Format.of("", text)).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
