package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of the units whatever systemd says of them; {@code .ci/deploy-checks} asks systemd. */
class UnitsTest {
    private static final Set<String> TYING =
            Set.of("Requires", "Requisite", "BindsTo", "PartOf", "Upholds", "Conflicts", "PropagatesStopTo");

    private static final String START = Checkout.text("deploy/systemd/envoy-start");

    private final UnitFile sluice = UnitFile.of("sluice");
    private final UnitFile envoy = UnitFile.of("envoy");

    @ParameterizedTest
    @ValueSource(strings = {"sluice", "envoy"})
    void noUnitFallsWithAnother(String unit) {
        assertThat(UnitFile.of(unit).lines())
                .filteredOn(line -> TYING.contains(line.key()))
                .extracting(UnitFile.Line::value)
                .isSubsetOf("sysinit.target", "shutdown.target");
    }

    @Test
    void theDaemonDoesNotWaitForItsDatabase() {
        assertThat(sluice.all("After")).containsExactly("network.target", "sysinit.target basic.target");
        assertThat(sluice.all("Wants")).isEmpty();
    }

    /** Systemd starts what comes after the daemon when that is ready, which without a database is never. */
    @Test
    void neitherEnvoyNorTheBootWaitsForTheDaemon() {
        assertThat(sluice.one("Type")).isEqualTo("notify");
        assertThat(sluice.one("TimeoutStartSec")).isEqualTo("infinity");
        assertThat(envoy.one("After")).isEqualTo("network-online.target");
        assertThat(sluice.one("Before")).isEqualTo("shutdown.target");
        assertThat(sluice.one("DefaultDependencies")).isEqualTo("no");
    }

    @Test
    void aFrozenDatabaseIsNotTakenForAHungLoop() {
        Duration watchdog = Duration.ofMinutes(Integer.parseInt(first("(\\d+)min", sluice.one("WatchdogSec"))));
        // Of the last tenth the watchdog may not have heard.
        assertThat(watchdog.multipliedBy(9).dividedBy(10)).isGreaterThan(Store.LONGEST_READ);
    }

    @Test
    void envoyMayBindLowPortsAndTheDaemonNothing() {
        assertThat(envoy.one("CapabilityBoundingSet")).isEqualTo("CAP_NET_BIND_SERVICE");
        assertThat(envoy.one("AmbientCapabilities")).isEqualTo("CAP_NET_BIND_SERVICE");
        assertThat(sluice.one("CapabilityBoundingSet")).isEmpty();
        assertThat(sluice.all("AmbientCapabilities")).isEmpty();
    }

    @Test
    void theDaemonReachesARemoteDatabase() {
        assertThat(sluice.all("IPAddressDeny")).isEmpty();
        assertThat(sluice.all("PrivateNetwork")).isEmpty();
    }

    @Test
    void bothStartAgainForEver() {
        assertThat(envoy.one("Restart")).isEqualTo("always");
        assertThat(sluice.one("Restart")).isEqualTo("on-failure");
        assertThat(sluice.one("SuccessExitStatus")).isEqualTo("143");
        assertThat(List.of(envoy.one("StartLimitIntervalSec"), sluice.one("StartLimitIntervalSec")))
                .containsOnly("0");
    }

    @Test
    void theyRunWhatTheInstallerInstalls() {
        String install = Checkout.text("deploy/install");
        assertThat(sluice.one("ExecStart")).isEqualTo("/usr/lib/sluice/sluice serve");
        assertThat(install).contains("\"$here/sluice\" \"$here/lib\"", "mv /usr/lib/sluice.new /usr/lib/sluice");
        assertThat(envoy.one("ExecStop")).isEqualTo("/usr/lib/sluice/envoy-drain");
        assertThat(install).contains("deploy/systemd/envoy-drain\" /usr/lib/sluice.new/");
        assertThat(envoy.one("ExecStart")).startsWith("/usr/lib/sluice/envoy-start -c /etc/envoy/envoy.yaml ");
        assertThat(install).contains("deploy/systemd/envoy-start\" ");
        assertThat(START).contains("${ENVOY:-envoy}");
        assertThat(install).contains("\"$here/envoy/bootstrap.yaml\" /etc/envoy/envoy.yaml");
        assertThat(Checkout.text("deploy/install-envoy")).contains("/usr/local/bin/envoy.new /usr/local/bin/envoy");
        assertThat(sluice.one("EnvironmentFile")).isEqualTo("-/etc/sluice/sluice.env");
        assertThat(install).contains("sluice.env\" /etc/sluice/sluice.env");
    }

    /** The folder's group goes to the files in it, so the daemon needs to be in no group but its own. */
    @Test
    void envoyReadsOfTheDaemonsFilesOnlyWhatItStartsFrom() {
        String folders = Checkout.text("deploy/systemd/sluice.tmpfiles.conf");
        String state = "/var/lib/" + sluice.one("StateDirectory");
        assertThat(folders)
                .containsSubsequence(
                        "d " + state + " 0751 sluice sluice\n", "d " + state + "/envoy 2750 sluice envoy\n");
        assertThat(sluice.one("StateDirectoryMode")).isEqualTo("0751");
        assertThat(START).contains("${BOOT_FILES:-" + state + "/envoy}");
        assertThat(Checkout.text("deploy/install"))
                .containsSubsequence("systemd-sysusers", "systemd-tmpfiles --create /usr/lib/tmpfiles.d/sluice.conf");
        for (UnitFile unit : List.of(sluice, envoy)) {
            assertThat(unit.all("SupplementaryGroups")).isEmpty();
        }
    }

    @Test
    void thePasswordComesAsACredentialOnly() {
        assertThat(sluice.one("LoadCredential")).isEqualTo("database-password:sluice.database-password");
        assertThat(Checkout.text("deploy/local-database"))
                .contains("secret=/etc/credstore/sluice.database-password", "umask 077")
                // Whoever lists the processes reads their command lines.
                .doesNotContainPattern("psql[^\\n]*(password|secret)");
        assertThat(sluice.lines()).extracting(UnitFile.Line::value).noneMatch(value -> value.contains("PGPASSWORD"));
        assertThat(Checkout.text("deploy/systemd/sluice.env")).doesNotContainPattern("(?m)^[^#]*:[^@/\\n]+@");
    }

    /** Whoever sat on the port while the daemon is away would be believed by Envoy. */
    @Test
    void systemdHoldsTheXdsPortAndItsConnectionsStartNoDaemon() {
        String socket = Checkout.text("deploy/systemd/sluice.socket");
        assertThat(socket)
                .contains(
                        "\nListenStream=127.0.0.1:18000\n",
                        "\nService=sluice-port.service\n",
                        "\nStartLimitIntervalSec=0\n");
        assertThat(sluice.one("Sockets")).isEqualTo("sluice.socket");
        assertThat(sluice.one("Also")).isEqualTo("sluice.socket");
        assertThat(UnitFile.of("sluice-port").one("ExecStart")).isEqualTo("/bin/true");
        assertThat(Checkout.text("deploy/install")).contains("/deploy/systemd/*.socket");
        assertThat(Checkout.text("deploy/deb")).contains("/deploy/systemd/*.socket");
    }

    @Test
    void onlyEnvoysUserMaySpeakToTheXdsPort() {
        assertThat(sluice.all("Environment")).contains("SLUICE_XDS_USERS=" + envoy.one("User"));
        // All users but its own would look alike.
        assertThat(sluice.all("PrivateUsers")).isEmpty();
    }

    @Test
    void envoyIsGivenTimeToDrain() {
        String patience = first("patience=\\$\\{1:-(\\d+)\\}", Checkout.text("deploy/systemd/envoy-drain"));
        assertThat(Integer.parseInt(envoy.one("TimeoutStopSec"))).isGreaterThan(Integer.parseInt(patience) + 5);
    }

    @Test
    void theDrainAsksOnlyWhatTheBootstrapAllows() {
        String drain = Checkout.text("deploy/systemd/envoy-drain");
        List<?> allowed = (List<?>) Checkout.at(Checkout.yaml("envoy/bootstrap.yaml"), "admin", "allow_paths");
        List<String> posted = Pattern.compile("(?m)^post (\\S+)")
                .matcher(drain)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(posted).containsExactly("/healthcheck/fail", "/drain_listeners");
        for (String path : posted) {
            assertThat(allowed).as(path).anyMatch(rule -> rule.toString().equals("{exact=" + path + "}"));
        }
        assertThat(allowed).as("/stats").anyMatch(rule -> rule.toString().equals("{prefix=/stats}"));
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .map((MatchResult found) -> found.group(1))
                .orElseThrow(() -> new AssertionError("no " + pattern));
    }
}
