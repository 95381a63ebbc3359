package dev.sluice.doctor;

import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Mistake;
import dev.sluice.config.Settings;
import dev.sluice.keep.LastKnownGood;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files and units.
 *
 * @param settings the daemon's
 * @param mistakes what is wrong with them
 * @param environmentFile the text of {@code sluice.env}
 * @param credential who may read the password's file; empty when there is none
 * @param disk the folder that the daemon writes to
 * @param kept how many hosts a start without the database would serve; empty when there is no file yet
 * @param units systemd's view
 */
record Installed(
        Seen<Settings> settings,
        List<Mistake> mistakes,
        Seen<String> environmentFile,
        Seen<Optional<Set<PosixFilePermission>>> credential,
        Seen<Disk> disk,
        Seen<Optional<Integer>> kept,
        Seen<Units> units) {

    /**
     * A folder.
     *
     * @param owner the user that it belongs to
     * @param free bytes that may still be written
     * @param readers the group of {@code envoy/} in it, from which Envoy starts without a daemon; empty without the folder
     */
    record Disk(Path folder, String owner, long free, Optional<String> readers) {}

    static Installed look(Vm vm, Loading loading) {
        Seen<String> environmentFile = vm.read(Vm.SETTINGS);
        Seen<Settings> settings;
        List<Mistake> mistakes = List.of();
        try {
            settings = environmentFile instanceof Seen.Hidden<String> hidden
                    ? new Seen.Hidden<>(hidden.reason(), hidden.remedy())
                    : new Seen.There<>(loading.load());
        } catch (InvalidConfig e) {
            mistakes = e.mistakes();
            settings = new Seen.Hidden<>("the settings are wrong", "");
        }
        Seen<Path> folder = settings.map(all -> all.config().stateDir());
        return new Installed(
                settings,
                mistakes,
                environmentFile,
                credential(vm),
                folder.flatMap(Installed::disk),
                folder.flatMap(Installed::kept),
                Units.read(vm));
    }

    /** With the folder that the running daemon names: a flag of its own may have told it so. */
    Installed withStateDir(Path folder) {
        return new Installed(settings, mistakes, environmentFile, credential, disk(folder), kept(folder), units);
    }

    Seen<Config> config() {
        return settings.map(Settings::config);
    }

    private static Seen<Optional<Set<PosixFilePermission>>> credential(Vm vm) {
        if (!vm.canLookInto("/etc/credstore")) {
            return Seen.asRoot(Vm.CREDENTIAL);
        }
        Path file = vm.file(Vm.CREDENTIAL);
        try {
            return new Seen.There<>(
                    Files.exists(file) ? Optional.of(Files.getPosixFilePermissions(file)) : Optional.empty());
        } catch (IOException e) {
            return new Seen.Broken<>(Vm.CREDENTIAL + " cannot be looked at: " + e.getMessage());
        }
    }

    private static Seen<Disk> disk(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                return new Seen.Broken<>(folder + " does not exist");
            }
            return new Seen.There<>(new Disk(
                    folder,
                    Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName(),
                    Files.getFileStore(folder).getUsableSpace(),
                    readers(folder.resolve("envoy"))));
        } catch (IOException e) {
            return new Seen.Broken<>(folder + " cannot be looked at: " + e.getMessage());
        }
    }

    private static Optional<String> readers(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? Optional.of(Files.readAttributes(folder, PosixFileAttributes.class)
                        .group()
                        .getName())
                : Optional.empty();
    }

    private static Seen<Optional<Integer>> kept(Path folder) {
        try {
            return new Seen.There<>(LastKnownGood.hostsIn(folder));
        } catch (AccessDeniedException e) {
            return Seen.asRoot(folder.toString());
        } catch (IOException e) {
            return new Seen.Broken<>("the file in " + folder + " " + e.getMessage());
        }
    }
}
