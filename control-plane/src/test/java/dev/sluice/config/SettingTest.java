package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void everySettingWithItsNamesAndItsDefault() {
        assertThat(Setting.ALL)
                .extracting(setting ->
                        String.join(" ", setting.variable(), setting.flag(), setting.fileKey(), setting.fallback()))
                .containsExactly(
                        "SLUICE_DATABASE_URL --database-url database_url ",
                        "SLUICE_DATABASE_PASSWORD_FILE --database-password-file database_password_file ",
                        "SLUICE_MIGRATE --migrate migrate true",
                        "SLUICE_SYNC_INTERVAL --sync-interval sync_interval 1s",
                        "SLUICE_NOTIFY --notify notify true",
                        "SLUICE_XDS_ADDRESS --xds-address xds_address 127.0.0.1",
                        "SLUICE_XDS_PORT --xds-port xds_port 18000",
                        "SLUICE_XDS_USERS --xds-users xds_users ",
                        "SLUICE_XDS_CERTIFICATE --xds-certificate xds_certificate ",
                        "SLUICE_XDS_KEY --xds-key xds_key ",
                        "SLUICE_XDS_CLIENT_CA --xds-client-ca xds_client_ca ",
                        "SLUICE_LISTEN_ADDRESS --listen-address listen_address all",
                        "SLUICE_HTTP_ADDRESS --http-address http_address 127.0.0.1",
                        "SLUICE_HTTP_PORT --http-port http_port 18080",
                        "SLUICE_ENVOY_ADMIN --envoy-admin envoy_admin 127.0.0.1:9901",
                        "SLUICE_STATE_DIR --state-dir state_dir ",
                        "SLUICE_GUARD_SHARE --guard-share guard_share 0.15",
                        "SLUICE_GUARD_MINIMUM --guard-minimum guard_minimum 20",
                        "SLUICE_MAX_HOSTS --max-hosts max_hosts 200000",
                        "SLUICE_MAX_TARGETS --max-targets max_targets 1000",
                        "SLUICE_MAX_STANDBY_LAG --max-standby-lag max_standby_lag 10s",
                        "SLUICE_LOG_FORMAT --log-format log_format auto",
                        "SLUICE_LOG_LEVEL --log-level log_level info");
    }

    @Test
    void everyDefaultIsValid() throws Invalid {
        for (Setting<?> setting : Setting.ALL) {
            assertThat(setting.parser().parse(setting.fallback()))
                    .as(setting.key())
                    .isNotNull();
        }
    }

    @Test
    void theTableInTheDocumentationIsThisList() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("../docs/settings.md")).stream()
                .filter(line -> line.startsWith("| `SLUICE_"))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(
                        Setting.ALL.stream().map(SettingTest::row).toList());
    }

    @Test
    void theDocumentationNamesEveryLibpqVariableAndParameter() throws IOException {
        String documentation = Files.readString(Path.of("../docs/settings.md"));
        assertThat(LibpqVariables.ALL)
                .allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
        assertThat(LibpqParameter.ALL)
                .allSatisfy(parameter -> assertThat(documentation).contains("`" + parameter.name() + "`"));
    }

    private static String row(Setting<?> setting) {
        String fallback = setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`";
        return String.format(
                "| `%s` | `%s` | `%s` | %s | %s |",
                setting.variable(), setting.flag(), setting.fileKey(), fallback, setting.meaning());
    }
}
