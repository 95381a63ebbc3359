package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SluiceCommandTest {
    private static final String UNREACHABLE = "postgres://ops:hunter2@127.0.0.1:1/rows";

    @TempDir
    Path home;

    private CommandLineRun sluice;

    @BeforeEach
    void anEmptyHome() {
        sluice = new CommandLineRun(home);
    }

    @Test
    void helpNamesEveryCommand() {
        CommandLineRun.Result help = sluice.run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "serve",
                        "migrate",
                        "apply",
                        "render",
                        "sql",
                        "confirm",
                        "doctor",
                        "pin",
                        "release",
                        "cloud-init",
                        "envoy",
                        "version",
                        "generate-completion");
        assertThat(sluice.run("help", "apply").out()).contains("--dry-run", "--prune", "--demo", "--database-url");
    }

    @Test
    void everySettingIsAFlagOfServe() {
        String help = sluice.run("serve", "--help").out();
        assertThat(Setting.ALL)
                .allSatisfy(setting ->
                        assertThat(help).contains(setting.flag() + "=").doesNotContain("%%", "$$"));
        assertThat(help).contains("--config=FILE");
    }

    @Test
    void withoutACommandItIsMisused() {
        CommandLineRun.Result nothing = sluice.run();
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.errLines()).containsExactly("sluice: name a command", "See sluice --help");
    }

    @ParameterizedTest
    @CsvSource({
        "serv, serv is not known here; did you mean serve?",
        "serve --sync-intervall=3s, --sync-intervall=3s is not known here; did you mean --sync-interval?",
        "help migrat, migrat is not known here; did you mean migrate?",
        "render --dry-run, --dry-run is not known here",
        "sql -x, -x is not known here",
        "confirm now, now is one argument too many",
        "pin --fleet, give --fleet=NAME",
        "pin --fleet a --fleet b, --fleet must be given once",
        "doctor -o yaml, '--output must be text or json, is yaml'",
        "cloud-init, give --release=URL and --sha256=DIGEST",
        "cloud-init --release x, give --release=URL and --sha256=DIGEST",
        "apply, give FILE",
    })
    void aMisusedCommandIsAnsweredWithASentenceOfOurs(String arguments, String sentence) {
        CommandLineRun.Result wrong = sluice.run(arguments.split(" "));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.errLines().get(0)).isEqualTo("sluice: " + sentence);
        assertThat(wrong.errLines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "top", "help status"})
    void whatIsLikeNoCommandIsAnsweredWithAllThatThereAre(String arguments) {
        CommandLineRun.Result wrong = sluice.run(arguments.split(" "));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.errLines().get(0))
                .startsWith("sluice: ")
                .contains(" is not known here; known are serve, demo, migrate, apply, render, sql, ")
                .doesNotContain("did you mean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "migrate", "apply x", "render", "sql"})
    void allMistakesInTheSettingsAreToldAndTheExitCodeIsThatOfConfiguration(String arguments) throws IOException {
        String file = Files.writeString(home.resolve("x"), "host: a.example").toString();
        CommandLineRun.Result wrong = sluice.with("SLUICE_SYNC_INTERVAL", "5")
                .with("SLUICE_HTTP_PRT", "1")
                .run(arguments.replace("x", file).split(" "));
        assertThat(wrong.exitCode()).isEqualTo(78);
        assertThat(wrong.errLines())
                .contains(
                        "sluice: SLUICE_HTTP_PRT (environment) is no setting; did you mean SLUICE_HTTP_PORT?",
                        "sluice: sync-interval=5 (SLUICE_SYNC_INTERVAL) must be a duration from 100ms to 1h,"
                                + " such as 500ms, 1s or 2m")
                .hasSize(3);
        assertThat(wrong.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "sql select", "render", "release"})
    void aDatabaseThatIsAwayIsOneSentenceAndItsOwnExitCode(String arguments) {
        CommandLineRun.Result away =
                sluice.with("SLUICE_DATABASE_URL", UNREACHABLE).run(arguments.split(" "));
        assertThat(away.exitCode()).isEqualTo(69);
        assertThat(away.errLines())
                .singleElement()
                .asString()
                .startsWith("sluice: ")
                .contains("127.0.0.1:1");
        assertThat(away.err()).doesNotContain("hunter2");
    }

    @Test
    void confirmNeedsADaemonAndNoDatabase() {
        CommandLineRun.Result alone = sluice.run("confirm", "--http-port", "1");
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.errLines())
                .singleElement()
                .asString()
                .startsWith("sluice: no daemon answers at http://127.0.0.1:1; is sluice serve running");
    }

    @Test
    void pinNeedsADaemonAndTheNameOfAFleet() {
        CommandLineRun.Result alone =
                sluice.with("SLUICE_DATABASE_URL", UNREACHABLE).run("pin", "--http-port", "1");
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.err()).startsWith("sluice: no daemon answers at http://127.0.0.1:1; is sluice serve running");
        for (String command : List.of("pin", "release", "render")) {
            CommandLineRun.Result wrong = sluice.run(command, "--fleet", "Edge EU");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.errLines().get(0))
                    .isEqualTo("sluice: --fleet needs a-z, 0-9, dots, - and _ only,"
                            + " as edge-eu_1 has, is \"Edge EU\"");
        }
    }

    @Test
    void debugAddsTheStackTrace() {
        sluice.with("SLUICE_DATABASE_URL", UNREACHABLE);
        assertThat(sluice.run("sql", "--debug", "select 1").err()).contains("\tat ");
        assertThat(sluice.run("--debug", "sql", "select 1").err()).contains("\tat ");
        assertThat(sluice.run("sql", "select 1").err()).doesNotContain("\tat ");
    }

    @Test
    void withoutADemoTheDemoFlagSaysHowToGetOne() {
        CommandLineRun.Result none = sluice.run("sql", "--demo", "select 1");
        assertThat(none.exitCode()).isEqualTo(69);
        assertThat(none.err()).startsWith("sluice: no demo runs here: start one with sluice demo");
    }

    @Test
    void theDemoFlagLeavesTheVariablesOfOtherDatabasesOut() throws IOException {
        Path url = home.resolve("data/sluice/demo/database-url");
        Files.createDirectories(url.getParent());
        Files.writeString(url, "postgres://ops:hunter2@127.0.0.1:2/demo\n");
        sluice.with("SLUICE_DATABASE_URL", UNREACHABLE).with("PGSSLMODE", "nonsense");
        assertThat(sluice.run("sql", "--demo", "select 1").err()).contains("127.0.0.1:2");
        CommandLineRun.Result both = sluice.run("sql", "--demo", "--database-url", UNREACHABLE, "select 1");
        assertThat(both.exitCode()).isEqualTo(2);
    }

    @Test
    void theVersionIsThatOfAllThree() {
        assertThat(sluice.run("version").outLines())
                .hasSize(3)
                .element(1)
                .isEqualTo("java   " + System.getProperty("java.version"));
        assertThat(sluice.run("--version").out())
                .isEqualTo(sluice.run("version").out());
    }

    @Test
    void envoyPrintsTheOneThatWouldRun() throws IOException {
        Path envoy = Files.createFile(home.resolve("my-envoy"));
        assertThat(sluice.with("ENVOY", envoy.toString()).run("envoy").errLines())
                .containsExactly("sluice: ENVOY is set to " + envoy + ", which is not executable: chmod +x " + envoy);
        assertThat(envoy.toFile().setExecutable(true)).isTrue();
        assertThat(sluice.run("envoy").outLines()).containsExactly(envoy.toString());
    }

    @Test
    void completionIsGenerated() {
        assertThat(sluice.run("generate-completion").out()).contains("complete -F _complete_sluice", "--sync-interval");
    }

    @Test
    void aFileIsRenderedWithoutADatabase() throws IOException {
        String file = Files.writeString(home.resolve("hosts.yaml"), """
                - host: shop.example.com
                  targets: [10.0.0.7]
                - host: bad.example.com
                  targets: [169.254.169.254]
                - host: worse.example.com
                  tragets: []
                """).toString();
        CommandLineRun.Result rendered = sluice.run("render", "--listen-address", "192.0.2.1", file);
        assertThat(rendered.exitCode()).isEqualTo(1);
        assertThat(rendered.out())
                .startsWith("{")
                .contains("\"shop.example.com\"", "\"10.0.0.7\"", "\"192.0.2.1\"")
                .doesNotContain("bad.example.com");
        assertThat(rendered.errLines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith(file + ": "))
                .anySatisfy(line -> assertThat(line).contains("worse.example.com: hosts.tragets is not known"))
                .anySatisfy(
                        line -> assertThat(line).contains("bad.example.com: targets.address must not be link-local"));
        CommandLineRun.Result checked = sluice.run("render", "--problems", file);
        assertThat(checked.out()).isEmpty();
        assertThat(checked.errLines()).hasSize(2);
    }

    @Test
    void stdinIsRenderedAsWell() {
        CommandLineRun.Result rendered =
                sluice.reading("{\"host\": \"a.example\"}").run("render", "-");
        assertThat(rendered.exitCode()).isZero();
        assertThat(rendered.out()).contains("a.example");
        assertThat(sluice.reading("{").run("render", "-").err()).startsWith("stdin: line 1: text is no JSON: ");
    }

    @Test
    void aFileThatCannotBeReadIsOneSentence() throws IOException {
        assertThat(sluice.run("apply", "/nowhere.yaml").errLines())
                .isEqualTo(List.of("sluice: /nowhere.yaml: there is no such file"));
        Path latin = Files.write(home.resolve("latin.yaml"), new byte[] {'h', (byte) 0xfc});
        assertThat(sluice.run("apply", latin.toString()).errLines())
                .isEqualTo(List.of("sluice: " + latin + ": is not UTF-8"));
    }
}
