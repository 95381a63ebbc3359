package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipSettingsTest {
    @TempDir
    Path home;

    @Test
    void theEnvironmentWinsOverTheFilesAndThePublicIndexComesLast() throws IOException {
        file(".config/pip/pip.conf", "[global]\nindex-url = https://file.example/simple\ncert = /file.pem\n");
        assertThat(settings().indexes()).containsExactly("https://file.example/simple", "https://pypi.org/simple");
        assertThat(settings("PIP_INDEX_URL", "https://env.example/").indexes())
                .containsExactly("https://env.example/", "https://pypi.org/simple");
        assertThat(settings().certificates()).contains(Path.of("/file.pem"));
    }

    @Test
    void theUsersFilesAreReadFromTheOldPlaceToTheNewAndTheNamedOneLast() throws IOException {
        file(".pip/pip.conf", "[global]\nindex-url: https://old.example\n");
        assertThat(settings().indexes()).first().isEqualTo("https://old.example");
        file(".config/pip/pip.conf", "# comment\n[install]\nindex-url=no\n[global]\nindex_url=https://new.example\n");
        assertThat(settings().indexes()).first().isEqualTo("https://new.example");
        Path named = file("named.conf", "[global]\nindex-url=https://named.example\n");
        assertThat(settings("PIP_CONFIG_FILE", named.toString()).indexes())
                .first()
                .isEqualTo("https://named.example");
    }

    @Test
    void listsMayGoOnInIndentedLines() throws IOException {
        file(".config/pip/pip.conf", "[global]\nfind-links =\n    /one\n    /two\n");
        assertThat(settings().links()).containsExactly("/one", "/two");
    }

    @Test
    void noIndexMeansNone() {
        assertThat(settings("PIP_NO_INDEX", "true").indexes()).isEmpty();
    }

    @Test
    void certificatesOfOtherToolsCountWherePipHasNone() {
        assertThat(settings("SSL_CERT_FILE", "/ssl.pem").certificates()).isPresent();
        assertThat(PipSettings.of(Map.of("HOME", home.toString(), "PIP_CERT", "/pip.pem", "SSL_CERT_FILE", "/ssl.pem"))
                        .certificates())
                .contains(Path.of("/pip.pem"));
    }

    private PipSettings settings(String... variable) {
        return PipSettings.of(
                variable.length == 0
                        ? Map.of("HOME", home.toString())
                        : Map.of("HOME", home.toString(), variable[0], variable[1]));
    }

    private Path file(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
