package dev.sluice.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.NotifyReceiver;
import dev.sluice.testing.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class NotifySocketTest {
    private static final Duration LONG = Patience.LIMIT;

    @TempDir
    Path folder;

    @Test
    void aDatagramReachesAPath() throws Exception {
        reaches(folder.resolve("notify").toString());
    }

    @Test
    void aDatagramReachesANameWithoutAFile() throws Exception {
        reaches("@sluice-test-" + UUID.randomUUID());
    }

    /** More at once than the kernel queues for a receiver. */
    private static void reaches(String name) throws IOException {
        try (NotifyReceiver systemd = NotifyReceiver.listen(name)) {
            EpollSocket socket = EpollSocket.open(name);
            IntStream.range(0, 1000).forEach(number -> socket.send("STATUS=" + number + "\nX=é"));
            systemd.await("STATUS=999");
            socket.send("STOPPING=1");
            socket.close(LONG);
            systemd.await("STOPPING=1");
            assertThat(systemd.heard()).hasSize(2001).contains("X=é");
        }
    }

    @Test
    void nobodyThereIsAnErrorWithThePath() {
        String path = folder.resolve("nobody").toString();
        assertThatThrownBy(() -> EpollSocket.open(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path);
    }

    @Test
    void theCommandGetsALineForEachArgument() throws Exception {
        Path heard = folder.resolve("heard");
        Path command = folder.resolve("systemd-notify");
        Files.writeString(command, "#!/bin/sh\nprintf '%s,' \"$@\" >>" + heard + "\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
        NotifyCommand socket = new NotifyCommand(command.toString());
        socket.send("READY=1\nSTATUS=all is well");
        socket.send("STOPPING=1");
        socket.close(LONG);
        assertThat(heard).hasContent("READY=1,STATUS=all is well,STOPPING=1,");
    }
}
