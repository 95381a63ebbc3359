package dev.sluice.doctor;

import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.model.Counted;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Settings and files. */
final class InstalledChecks {
    private static final String SETTINGS = "settings";
    private static final String DISK = "state folder";
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?m)^[^#\\n]*://[^@/\\s]*:[^@/\\s]+@");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final long MEGABYTE = 1_000_000;

    private InstalledChecks() {}

    static List<Finding> settings(Examination seen) {
        Installed installed = seen.installed();
        if (!installed.mistakes().isEmpty()) {
            return installed.mistakes().stream()
                    .map(mistake ->
                            Finding.fail(SETTINGS, mistake.toString(), "correct it, then: " + seen.restart("sluice")))
                    .toList();
        }
        return installed.settings().judged(SETTINGS, "", settings -> {
            Stream<Finding> warnings =
                    settings.warnings().stream().map(warning -> Finding.warn(SETTINGS, warning, "set what is meant"));
            return Stream.concat(
                            Stream.of(Finding.ok(
                                    SETTINGS,
                                    "valid; the rows are in "
                                            + named(settings.config().database()))),
                            warnings)
                    .toList();
        });
    }

    private static String named(Database database) {
        return database.name() + " on "
                + database.servers().stream().map(HostPort::toString).collect(Collectors.joining(", "));
    }

    static List<Finding> environmentFile(Examination seen) {
        return seen.installed()
                .environmentFile()
                .value()
                .filter(text -> PASSWORD_IN_URL.matcher(text).find())
                .map(text -> List.of(Finding.warn(
                        SETTINGS,
                        Vm.SETTINGS + " has a password in a URL, and every process of the daemon's unit has it too",
                        "put it into " + Vm.CREDENTIAL + " (root's, 0600) instead")))
                .orElse(List.of());
    }

    static List<Finding> credential(Examination seen) {
        String subject = "password file";
        return seen.installed().credential().judged(subject, "", found -> {
            if (found.isEmpty()) {
                return List.of(Finding.ok(
                        subject, "there is no " + Vm.CREDENTIAL + ": right if the database needs no password from it"));
            }
            return List.of(
                    OWNER_ONLY.containsAll(found.get())
                            ? Finding.ok(subject, Vm.CREDENTIAL + " is its owner's alone")
                            : Finding.fail(
                                    subject,
                                    "others than its owner can use " + Vm.CREDENTIAL,
                                    "chmod 600 " + Vm.CREDENTIAL));
        });
    }

    static List<Finding> disk(Examination seen) {
        String remedy = seen.restart("sluice") + ", which makes it; if it does not: " + seen.log("sluice");
        return seen.installed()
                .disk()
                .judged(
                        DISK,
                        remedy,
                        disk -> Stream.of(room(disk), owner(seen, disk), readers(seen, disk))
                                .flatMap(Optional::stream)
                                .toList());
    }

    private static Optional<Finding> room(Installed.Disk disk) {
        long megabytes = disk.free() / MEGABYTE;
        String sentence = disk.folder() + " has room for " + megabytes + " MB more";
        String remedy = "make room: what is served last cannot be kept on a full disk";
        return Optional.of(
                megabytes < 10
                        ? Finding.fail(DISK, sentence, remedy)
                        : megabytes < 200 ? Finding.warn(DISK, sentence, remedy) : Finding.ok(DISK, sentence));
    }

    /** The unit's own folder must be the unit's user's; a folder of somebody's own may be anybody's. */
    private static Optional<Finding> owner(Examination seen, Installed.Disk disk) {
        return Optional.of(disk.owner())
                .filter(owner -> isTheUnits(seen, disk) && !owner.equals("sluice"))
                .map(owner -> Finding.fail(
                        DISK,
                        disk.folder() + " belongs to " + owner + ", so the daemon may not be able to write there",
                        "chown -R sluice:sluice " + disk.folder()));
    }

    /** systemd makes it when Sluice is installed: the daemon cannot give a folder to Envoy's group. */
    private static Optional<Finding> readers(Examination seen, Installed.Disk disk) {
        if (disk.readers().equals(Optional.of("envoy")) || !isTheUnits(seen, disk)) {
            return Optional.empty();
        }
        return Optional.of(Finding.fail(
                DISK,
                disk.folder()
                        + "/envoy is not the group envoy's, so Envoy serves nothing when it starts without the daemon",
                "systemd-tmpfiles --create sluice.conf, then systemctl restart sluice"));
    }

    private static boolean isTheUnits(Examination seen, Installed.Disk disk) {
        return disk.folder().endsWith("var/lib/sluice")
                && seen.installed().units().value().isPresent();
    }

    static List<Finding> kept(Examination seen) {
        String subject = "last known good";
        String remedy = "the daemon writes it anew while it can read the rows; until then do not restart it";
        return seen.installed()
                .kept()
                .judged(
                        subject,
                        remedy,
                        kept -> List.of(kept.map(hosts -> Finding.ok(
                                        subject,
                                        "a start without the database would serve " + Counted.of(hosts, "host")))
                                .orElseGet(() -> Finding.warn(
                                        subject,
                                        "there is none yet, so a start without the database would serve nothing",
                                        "it comes with the first read of the rows; is the daemon running?"))));
    }
}
