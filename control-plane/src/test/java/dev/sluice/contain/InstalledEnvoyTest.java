package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.EnvoyBinary;
import dev.sluice.local.EnvoyRelease;
import dev.sluice.local.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledEnvoyTest {
    @TempDir
    private Path folder;

    private final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void nothingIsInstalled() {
        env.put("HOME", folder.toString());
    }

    @Test
    void whereThereIsNoneNoneIsFound() {
        assertThat(find()).isEmpty();
        env.put("ENVOY", folder.resolve("missing").toString());
        env.put("PATH", folder + ":/nonexistent:");
        assertThat(find()).isEmpty();
    }

    @Test
    void theOneThatIsNamedComesFirstThenPathThenTheNewestThatWasFetched() throws IOException {
        executable(".cache/sluice/envoy/1.9.3/envoy");
        Path newest = executable(".cache/sluice/envoy/1.40.0/envoy");
        executable(".cache/sluice/envoy/1.40.0.part/envoy");
        Files.createDirectories(folder.resolve(".cache/sluice/envoy/1.41.0"));
        assertThat(find()).contains(newest);
        Path inPath = executable("bin/envoy");
        env.put("PATH", "/nonexistent:" + inPath.getParent());
        assertThat(find()).contains(inPath);
        Path named = executable("my-envoy");
        env.put("ENVOY", named.toString());
        assertThat(find()).contains(named);
    }

    @Test
    void theOneThatTheDemoFetchedIsFound() throws Exception {
        var pinned = new EnvoyRelease("1.40.0", "", Optional.empty(), "", "");
        env.put("XDG_CACHE_HOME", folder.resolve("elsewhere").toString());
        executable("elsewhere/sluice/envoy/1.40.0/envoy");
        assertThat(find()).contains(new EnvoyBinary(Optional.of(pinned), env, Progress.SILENT).find());
    }

    private Optional<Path> find() {
        return new InstalledEnvoy(env).find();
    }

    private Path executable(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
