package org.argosy.ops.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir
    private Path data;

    @Test
    void shouldForgetWhatAKilledServerLeft() throws IOException {
        Path spool = Spool.clear(data);
        Files.writeString(spool.resolve("upload-1.part"), "half");

        assertThat(Spool.clear(data)).isEqualTo(spool).isEmptyDirectory().hasParent(data);
    }

    @Test
    void shouldSayWhatIsInTheWay() throws IOException {
        Files.writeString(data.resolve("spool"), "a file");

        assertThatThrownBy(() -> Spool.clear(data))
                .isInstanceOf(PlatformException.class)
                .hasMessageStartingWith("Cannot use " + data.resolve("spool"));
    }
}
