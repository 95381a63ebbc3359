package dev.sluice.cli;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Mistake;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.model.Addresses;
import dev.sluice.model.FleetNames;
import dev.sluice.provision.Download;
import dev.sluice.provision.LoadBalancer;
import dev.sluice.provision.RemoteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of {@code sluice cloud-init}, and what must hold of them. */
final class CloudInitOptions {
    private static final Pattern DOWNLOAD = Pattern.compile("(https?://[^/@\\s]+/|file:///)[!-~&&[^'\"\\\\]]+");
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)[?&][^=&]*(sig|signature|token|secret|password|credential|key)[^=&]*=");
    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._/@:+-]+");
    private static final Pattern IN_ENVIRONMENT_FILE = Pattern.compile("[!-~&&[^'\"\\\\]]*");
    private static final String READABLE = ": whoever may look at the instance reads user-data";

    /** One file of the release with its digest. */
    static final class Release {
        @Option(
                names = "--release",
                required = true,
                paramLabel = "URL",
                description = "where the release is: a .tar.gz, or a .deb (repeated, with its --sha256, for several);"
                        + " https:, http:, or file: in an image of your own")
        private String url = "";

        @Option(names = "--sha256", required = true, paramLabel = "DIGEST", description = "that file's SHA-256")
        private String sha256 = "";
    }

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<Release> releases = new ArrayList<>();

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "the database that is there: postgres://user@host/database, without a password. Without it the VM"
                            + " gets a PostgreSQL of its own")
    private @Nullable String databaseUrl;

    @Option(
            names = "--password-file",
            paramLabel = "PATH",
            description = "a file on the VM that something else puts there and that holds the database password")
    private @Nullable String passwordFile;

    @Option(
            names = "--password-command",
            paramLabel = "COMMAND",
            description = "run on the VM as root, prints the database password: a call of the cloud's secret store")
    private @Nullable String passwordCommand;

    @Option(
            names = "--database-ca",
            paramLabel = "FILE",
            description = "a file here with the certificate, as PEM, that the database's is checked against")
    private @Nullable Path databaseAuthority;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "the fleet it is one of, as in the tables: Envoy's node cluster (default)")
    private @Nullable String fleet;

    @Option(
            names = "--listen-address",
            paramLabel = "ADDRESS",
            description = "what Envoy's listeners bind: an IP address of the VM (all)")
    private @Nullable String listenAddress;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "one more Debian package, such as awscli for --password-command; may be repeated")
    private List<String> packages = new ArrayList<>();

    private final List<Mistake> mistakes = new ArrayList<>();

    /** What is wanted, or all that is wrong with it. */
    LoadBalancer read() throws InvalidConfig {
        Optional<Database> database = settings();
        List<Download> release = release();
        Optional<RemoteDatabase> remote = database.flatMap(this::remote);
        if (databaseUrl == null) {
            withoutDatabase();
        }
        Optional.ofNullable(fleet).flatMap(FleetNames::mistake).ifPresent(right -> mistake("--fleet", "", right));
        packages.forEach(name -> matches("--package", name, PACKAGE, "must be the name of a Debian package"));
        if (!mistakes.isEmpty()) {
            throw new InvalidConfig(mistakes);
        }
        return new LoadBalancer(
                release, remote, Optional.ofNullable(fleet), Optional.ofNullable(listenAddress), packages);
    }

    /** What is right and could be better. */
    List<String> hints(LoadBalancer wanted) throws InvalidConfig {
        if (wanted.database().isEmpty()) {
            return List.of();
        }
        Database database = Settings.forAnotherMachine(
                        Map.of(Setting.DATABASE_URL, wanted.database().get().urlOnTheVm()))
                .config()
                .database();
        boolean checked = "verify-full".equals(database.properties().get("sslmode"));
        boolean leavesTheVm = !database.servers().stream().allMatch(CloudInitOptions::isLoopback);
        return leavesTheVm && !checked
                ? List.of("hint: without sslmode=verify-full in --database-url anybody on the way can pose as the"
                        + " database; add it, with --database-ca or with sslrootcert=system")
                : List.of();
    }

    private static boolean isLoopback(HostPort server) {
        return server.unixSocket().isPresent()
                || server.address().equals("localhost")
                || Addresses.isLoopback(server.address());
    }

    private List<Download> release() {
        List<Download> files = releases.stream()
                .map(release -> new Download(release.url, release.sha256.toLowerCase(Locale.ROOT)))
                .toList();
        for (Download file : files) {
            if (!DOWNLOAD.matcher(file.url()).matches()) {
                mistake(
                        "--release",
                        "",
                        "must be the https:, http: or file: address of a file, without user or password");
            } else if (SECRET_PARAMETER.matcher(file.url()).find()) {
                mistake("--release", "", "must be an address without a signature or token" + READABLE);
            }
            matches("--sha256", file.sha256(), Pattern.compile("[0-9a-f]{64}"), "must be 64 hexadecimal digits");
        }
        boolean tarball = files.size() == 1 && endsWith(files.get(0), ".tar.gz");
        boolean debian = files.stream().allMatch(file -> endsWith(file, ".deb"));
        if (!tarball && !debian) {
            mistake("--release", "", "must be one .tar.gz, or one or more .deb");
        }
        return files;
    }

    private static boolean endsWith(Download file, String suffix) {
        return file.url().replaceFirst("[?#].*", "").endsWith(suffix);
    }

    /** Checks what is a setting of the daemon as the daemon does; the database, when one is named. */
    private Optional<Database> settings() {
        Map<Setting<?>, String> given = new HashMap<>();
        Optional.ofNullable(databaseUrl).ifPresent(url -> given.put(Setting.DATABASE_URL, url));
        Optional.ofNullable(listenAddress).ifPresent(address -> given.put(Setting.LISTEN_ADDRESS, address));
        try {
            Database database = Settings.forAnotherMachine(given).config().database();
            return Optional.of(database).filter(named -> databaseUrl != null);
        } catch (InvalidConfig e) {
            mistakes.addAll(e.mistakes());
            return Optional.empty();
        }
    }

    private Optional<RemoteDatabase> remote(Database database) {
        String url = String.valueOf(databaseUrl);
        boolean secret = database.password().isPresent()
                || database.properties().keySet().stream().anyMatch(name -> name.contains("password"));
        if (secret) {
            mistake(
                    "--database-url",
                    "",
                    "must not have a password in it" + READABLE
                            + "; name where the VM finds it with --password-file or --password-command");
        } else if (!IN_ENVIRONMENT_FILE.matcher(url).matches()) {
            mistake("--database-url", "", "must have %-codes for spaces, quotes, backslashes and what is not ASCII");
        }
        return Optional.of(new RemoteDatabase(url, password(), authority()));
    }

    private String password() {
        if (passwordFile != null && passwordCommand == null) {
            matches(
                    "--password-file",
                    passwordFile,
                    PLAIN_PATH,
                    "must be an absolute path on the VM, of letters, digits and . _ / @ : + -");
            return "cat " + passwordFile;
        }
        if (passwordFile == null && passwordCommand != null) {
            matches("--password-command", passwordCommand, Pattern.compile("[ -~]+"), "must be one line of ASCII");
            if (passwordCommand.strip().matches("(echo|printf)\\b.*")) {
                mistake("--password-command", "", "must fetch the password, not hold it" + READABLE);
            }
            return passwordCommand;
        }
        mistake(
                "--database-url",
                "",
                "needs one of --password-file and --password-command: where the VM finds the password");
        return "";
    }

    private Optional<String> authority() {
        if (databaseAuthority == null) {
            return Optional.empty();
        }
        try {
            String pem = Files.readString(databaseAuthority);
            if (pem.contains("PRIVATE KEY")) {
                mistake(
                        "--database-ca",
                        databaseAuthority.toString(),
                        "must be a certificate, and holds a private key" + READABLE);
            } else if (!pem.contains("-----BEGIN CERTIFICATE-----") || !pem.matches("[\\n\\r\\t -~]*")) {
                mistake("--database-ca", databaseAuthority.toString(), "must hold certificates as PEM");
            }
            return Optional.of(pem);
        } catch (IOException e) {
            mistake("--database-ca", databaseAuthority.toString(), "must be a file that can be read: " + e);
            return Optional.empty();
        }
    }

    private void withoutDatabase() {
        Map<String, Boolean> given = new java.util.LinkedHashMap<>();
        given.put("--password-file", passwordFile != null);
        given.put("--password-command", passwordCommand != null);
        given.put("--database-ca", databaseAuthority != null);
        given.forEach((option, isGiven) -> {
            if (isGiven) {
                mistake(option, "", "must come with --database-url: the VM's own PostgreSQL needs none");
            }
        });
    }

    private void matches(String option, @Nullable String value, Pattern form, String right) {
        if (value != null && !form.matcher(value).matches()) {
            mistake(option, value, right);
        }
    }

    private void mistake(String option, String value, String right) {
        mistakes.add(new Mistake(option, "", value, right));
    }
}
