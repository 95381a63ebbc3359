package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may not be said to it; what it prints is in {@code deploy/cloud-init}. */
class CloudInitCommandTest {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final String READABLE = ": whoever may look at the instance reads user-data";

    @TempDir
    Path home;

    private CommandLineRun sluice;

    @BeforeEach
    void anEmptyHome() {
        sluice = new CommandLineRun(home);
    }

    private CommandLineRun.Result run(String... options) {
        return release("https://releases.example.com/sluice.tar.gz", DIGEST, options);
    }

    private CommandLineRun.Result release(String url, String digest, String... options) {
        List<String> arguments = new ArrayList<>(List.of("cloud-init", "--release", url, "--sha256", digest));
        arguments.addAll(List.of(options));
        return sluice.run(arguments.toArray(String[]::new));
    }

    private static void refused(CommandLineRun.Result result, String... sentences) {
        assertThat(result.errLines()).containsExactly(sentences);
        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://sluice:hunter2@db.example.com/sluice",
                "postgres://sluice@db.example.com/sluice?password=hunter2",
                "jdbc:postgresql://db.example.com/sluice?user=sluice&password=hunter2",
                "jdbc:postgresql://db.example.com/sluice?user=sluice&sslpassword=hunter2"
            })
    void aPasswordInTheUrlIsRefusedAndNotRepeated(String url) {
        refused(
                run("--database-url", url, "--password-file", "/run/secret"),
                "sluice: --database-url must not have a password in it" + READABLE
                        + "; name where the VM finds it with --password-file or --password-command");
    }

    @Test
    void aDatabaseElsewhereNeedsOneWayToItsPassword() {
        String url = "postgres://sluice@db/sluice";
        String sentence = "sluice: --database-url needs one of --password-file and --password-command:"
                + " where the VM finds the password";
        refused(run("--database-url", url), sentence);
        refused(
                run("--database-url", url, "--password-file", "/run/secret", "--password-command", "vault read secret"),
                sentence);
    }

    @Test
    void aCommandThatOnlyHoldsThePasswordIsRefused() {
        refused(
                run("--database-url", "postgres://sluice@db/sluice", "--password-command", "echo hunter2"),
                "sluice: --password-command must fetch the password, not hold it" + READABLE);
    }

    @Test
    void aCommandReachesTheShellAsItIs() {
        String script = run(
                        "--database-url",
                        "postgres://sluice@127.0.0.1/sluice",
                        "--password-command",
                        "gcloud secrets versions access latest --secret='a b' | tr -d '%s'")
                .out();
        assertThat(script).contains("--secret='\\''a b'\\'' | tr -d '\\''%s'\\'''; }\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.com/sluice.tar.gz | must be the https:, http: or file: address of a file,"
                        + " without user or password",
                "https://me:hunter2@example.com/sluice.tar.gz | must be the https:, http: or file: address of a file,"
                        + " without user or password",
                "https://example.com/sluice.tar.gz?X-Amz-Signature=hunter2 |"
                        + " must be an address without a signature or token" + READABLE,
                "https://example.com/sluice.zip | must be one .tar.gz, or one or more .deb",
            })
    void aReleaseIsAnAddressWithoutASecret(String url, String right) {
        refused(release(url, DIGEST), "sluice: --release " + right);
    }

    @Test
    void aTarballAndAPackageAreNotOneRelease() {
        refused(
                run("--release", "https://releases.example.com/envoy.deb", "--sha256", DIGEST),
                "sluice: --release must be one .tar.gz, or one or more .deb");
    }

    @Test
    void packagesBringWhatTheyNeedThemselves() {
        CommandLineRun.Result result = release(
                "https://releases.example.com/sluice.deb",
                DIGEST,
                "--release",
                "https://releases.example.com/sluice-envoy.deb",
                "--sha256",
                DIGEST);
        assertThat(result.out())
                .contains("release-1.deb\n", "release-2.deb\n", "apt-get install", "--force-confold")
                .doesNotContain("default-jre-headless", "tar -xzf");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        refused(
                release(
                        "https://releases.example.com/sluice.tar.gz",
                        "abc",
                        "--fleet",
                        "Public",
                        "--package",
                        "aws cli",
                        "--listen-address",
                        "eth0",
                        "--password-file",
                        "/run/secret"),
                "sluice: listen-address=eth0 (--listen-address) must be all, or an IP address of this machine",
                "sluice: --sha256=abc must be 64 hexadecimal digits",
                "sluice: --password-file must come with --database-url: the VM's own PostgreSQL needs none",
                "sluice: --fleet needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has, is \"Public\"",
                "sluice: --package=aws cli must be the name of a Debian package");
    }

    @Test
    void withoutAReleaseItIsMisused() {
        assertThat(sluice.run("cloud-init").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://sluice@db/sluice, true",
        "postgres://sluice@127.0.0.1/sluice, false",
        "postgres://sluice@db/sluice?sslmode=verify-full&sslrootcert=system, false"
    })
    void aServerWhoseNameIsNotCheckedIsHintedAt(String url, boolean hinted) {
        CommandLineRun.Result result = run("--password-file", "/run/secret", "--database-url", url);
        assertThat(result.exitCode()).isZero();
        assertThat(result.err().startsWith("sluice: hint: without sslmode=verify-full"))
                .isEqualTo(hinted);
    }

    @Test
    void theCertificateGoesToTheVmAndIsChecked() throws IOException {
        Path pem = Files.writeString(
                home.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        assertThat(withAuthority(pem).out())
                .contains("  - path: /etc/sluice/database-ca.pem\n", "      MIIB\n")
                .contains("=postgres://sluice@db/sluice?sslmode=verify-full&sslrootcert=/etc/sluice/database-ca.pem\n");
        Files.writeString(pem, "-----BEGIN PRIVATE KEY-----\nMIIB\n");
        refused(
                withAuthority(pem),
                "sluice: --database-ca=" + pem + " must be a certificate, and holds a private key" + READABLE);
    }

    @Test
    void moreThanEc2TakesIsRefused() throws IOException {
        String certificate = "-----BEGIN CERTIFICATE-----\n" + "MIIB\n".repeat(300) + "-----END CERTIFICATE-----\n";
        CommandLineRun.Result large =
                withAuthority(Files.writeString(home.resolve("bundle.pem"), certificate.repeat(8)));
        assertThat(large.exitCode()).isEqualTo(1);
        assertThat(large.out()).isEmpty();
        assertThat(large.err()).matches("sluice: the user-data has \\d{5} bytes, and EC2 takes 16384; (?s).*");
    }

    private CommandLineRun.Result withAuthority(Path pem) {
        return run(
                "--database-url",
                "postgres://sluice@db/sluice",
                "--password-file",
                "/run/secret",
                "--database-ca",
                pem.toString());
    }

    @Test
    void itIsWrittenWhereItIsWanted() throws IOException {
        Path file = home.resolve("user-data");
        assertThat(run("--output", file.toString()).out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(run().out());
    }
}
