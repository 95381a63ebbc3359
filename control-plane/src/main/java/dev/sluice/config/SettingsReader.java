package dev.sluice.config;

import dev.sluice.config.ConfigFile.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes {@link Settings} of the values found, or tells all that is wrong with them. */
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
        if (!values.mistakes().isEmpty()) {
            throw new InvalidConfig(values.mistakes());
        }
        return new Settings(config, log, values.effective(), database.warnings());
    }

    private String listenAddress() {
        String address = values.get(Setting.LISTEN_ADDRESS);
        // Linux takes IPv4 on :: as well, but a machine booted without IPv6 cannot bind it at all.
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
                values.mistake(
                        named.setting().key(),
                        values.find(named.setting()).map(Value::where).orElse("default"),
                        String.valueOf(named.at().port()),
                        new Invalid("must be another port: xDS, HTTP and Envoy's admin cannot share " + named.at()));
            }
            taken.add(named.at());
        }
    }
}
