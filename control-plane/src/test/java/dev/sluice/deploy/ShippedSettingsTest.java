package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.config.Database;
import dev.sluice.config.Environment;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Secret;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon starts with the environment that the unit and its file give it, and finds Envoy where the bootstrap is. */
class ShippedSettingsTest {
    private static final String FILE = Checkout.text("deploy/systemd/sluice.env");

    @TempDir
    Path credentials;

    @Test
    void theFileAsShippedReadsFromThisMachine() throws Exception {
        Config config = load(FILE);
        Database database = config.database();
        assertThat(database.servers()).hasToString("[127.0.0.1:5432]");
        assertThat(database.name()).isEqualTo("sluice");
        assertThat(database.user()).isEqualTo("sluice");
        assertThat(database.password()).contains(new Secret("from systemd"));
        assertThat(config.migrate()).isFalse();
        assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/sluice"));
    }

    @Test
    void itsExampleOfADatabaseElsewhereChecksTheServersName() throws Exception {
        String elsewhere = FILE.replaceAll("(?m)^(SLUICE_DATABASE_URL)", "#$1")
                .replaceAll("(?m)^#(SLUICE_DATABASE_URL=\\S+verify-full)", "$1");
        Database database = load(elsewhere).database();
        assertThat(database.servers()).hasToString("[db.example.com:5432]");
        assertThat(database.properties())
                .containsEntry("sslmode", "verify-full")
                .containsKey("sslrootcert");
        assertThat(database.password()).contains(new Secret("from systemd"));
    }

    private Config load(String file) throws InvalidConfig, IOException {
        String credential = UnitFile.of("sluice").one("LoadCredential").split(":")[0];
        Files.writeString(credentials.resolve(credential), "from systemd\n");
        Map<String, String> variables = new HashMap<>(Map.of(
                "CREDENTIALS_DIRECTORY",
                credentials.toString(),
                "STATE_DIRECTORY",
                "/var/lib/" + UnitFile.of("sluice").one("StateDirectory")));
        Arrays.stream(file.split("\n"))
                .filter(line -> line.startsWith("SLUICE_"))
                .map(line -> line.split("=", 2))
                .forEach(line -> variables.put(line[0], line[1]));
        Environment environment = new Environment(variables, Path.of("/"), "sluice", true);
        return Settings.load(new Settings.Sources(environment, Map.of(), Optional.empty()))
                .config();
    }

    @Test
    void theBootstrapsPortsAreTheDefaults() {
        Object bootstrap = Checkout.yaml("envoy/bootstrap.yaml");
        Object endpoints = Checkout.at(bootstrap, "static_resources", "clusters", 0, "load_assignment", "endpoints", 0);
        assertThat(address(Checkout.at(endpoints, "lb_endpoints", 0, "endpoint")))
                .isEqualTo(Setting.XDS_ADDRESS.fallback() + ":" + Setting.XDS_PORT.fallback());
        assertThat(address(Checkout.at(bootstrap, "admin"))).isEqualTo(Setting.ENVOY_ADMIN.fallback());
        assertThat(Checkout.text("deploy/systemd/envoy-drain"))
                .contains("admin=http://${ENVOY_ADMIN:-" + Setting.ENVOY_ADMIN.fallback() + "}");
    }

    private static String address(Object holder) {
        Object socket = Checkout.at(holder, "address", "socket_address");
        return Checkout.at(socket, "address") + ":" + Checkout.at(socket, "port_value");
    }
}
