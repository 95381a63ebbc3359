package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void theSecondIsToldWhoHoldsIt() throws Exception {
        try (FolderLock lock = FolderLock.of(folder)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.of(folder))
                    .isInstanceOf(FolderLock.Held.class)
                    .hasMessage(folder + " is in use by pid "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void onceClosedItIsFree() throws Exception {
        FolderLock.of(folder).close();
        FolderLock.of(folder).close();
    }
}
