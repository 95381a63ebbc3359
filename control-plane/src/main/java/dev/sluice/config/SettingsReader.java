package dev.sluice.config;

import dev.sluice.config.ConfigFile.Value;
import dev.sluice.model.Addresses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes {@link Settings} of the values found, or tells every mistake in them. */
final class SettingsReader {
    private final Environment environment;
    private final Values values;
    private final DatabaseReader database;

    SettingsReader(Settings.Sources sources) {
        this.environment = sources.environment();
        this.values = new Values(sources);
        this.database = new DatabaseReader(environment, values);
    }

    Settings read(boolean databaseRequired) throws InvalidConfig {
        Config config = new Config(
                database.read(databaseRequired),
                values.get(Setting.MIGRATE),
                values.get(Setting.SYNC_INTERVAL),
                values.get(Setting.NOTIFY),
                new HostPort(values.get(Setting.XDS_ADDRESS), values.get(Setting.XDS_PORT)),
                xdsAccess(),
                listenAddress(),
                new HostPort(values.get(Setting.HTTP_ADDRESS), values.get(Setting.HTTP_PORT)),
                values.get(Setting.ENVOY_ADMIN),
                stateDir(),
                new Limits(
                        values.get(Setting.GUARD_SHARE),
                        values.get(Setting.GUARD_MINIMUM),
                        values.get(Setting.MAX_HOSTS),
                        values.get(Setting.MAX_TARGETS),
                        values.get(Setting.MAX_STANDBY_LAG)));
        LogSettings log = new LogSettings(values.get(Setting.LOG_FORMAT), values.get(Setting.LOG_LEVEL));
        portsDiffer(config);
        onlyWithTlsBeyondLoopback(config);
        if (!values.mistakes().isEmpty()) {
            throw new InvalidConfig(values.mistakes());
        }
        return new Settings(config, log, values.effective(), database.warnings());
    }

    private XdsAccess xdsAccess() {
        Set<Long> users = values.get(Setting.XDS_USERS);
        Map<Setting<?>, Optional<Path>> files = new LinkedHashMap<>();
        for (Setting<Optional<Path>> setting :
                List.of(Setting.XDS_CERTIFICATE, Setting.XDS_KEY, Setting.XDS_CLIENT_CA)) {
            files.put(setting, values.get(setting));
        }
        List<Path> set = files.values().stream().flatMap(Optional::stream).toList();
        if (set.size() == files.size()) {
            return new XdsAccess(users, Optional.of(new TlsFiles(set.get(0), set.get(1), set.get(2))));
        }
        if (!set.isEmpty()) {
            files.forEach((setting, file) -> {
                if (file.isEmpty()) {
                    wrong(
                            setting,
                            "",
                            "must be set as well: mutual TLS needs a certificate, its key and the clients' CA");
                }
            });
        }
        return new XdsAccess(users, Optional.empty());
    }

    private void onlyWithTlsBeyondLoopback(Config config) {
        String address = config.xds().address();
        if (!Addresses.isLoopback(address) && config.xdsAccess().tls().isEmpty()) {
            wrong(
                    Setting.XDS_ADDRESS,
                    address,
                    "must be a loopback address such as 127.0.0.1, or come with xds-certificate, xds-key and"
                            + " xds-client-ca: beyond loopback the port speaks mutual TLS only");
        }
    }

    private void wrong(Setting<?> setting, String text, String right) {
        String where = values.find(setting).map(Value::where).orElse("default");
        values.mistake(setting.key(), where, text, new Invalid(right));
    }

    private String listenAddress() {
        String address = values.get(Setting.LISTEN_ADDRESS);
        // On Linux :: takes IPv4 as well, but a machine booted without IPv6 cannot bind ::.
        return address.equals("all") ? (environment.ipv6() ? "::" : "0.0.0.0") : address;
    }

    private Path stateDir() {
        Optional<Value> set = values.find(Setting.STATE_DIR);
        if (set.isPresent()) {
            return values.get(Setting.STATE_DIR).orElse(environment.home());
        }
        Value decided = StateDir.of(environment);
        values.effective(Setting.STATE_DIR.key(), decided.text(), decided.where());
        return Path.of(decided.text());
    }

    private void portsDiffer(Config config) {
        List<HostPort> taken = new ArrayList<>();
        record Named(Setting<?> setting, HostPort at) {}
        for (Named named : List.of(
                new Named(Setting.ENVOY_ADMIN, config.envoyAdmin()),
                new Named(Setting.XDS_PORT, config.xds()),
                new Named(Setting.HTTP_PORT, config.http()))) {
            if (taken.contains(named.at())) {
                wrong(
                        named.setting(),
                        String.valueOf(named.at().port()),
                        "must be another port: xDS, HTTP and Envoy's admin cannot share " + named.at());
            }
            taken.add(named.at());
        }
    }
}
