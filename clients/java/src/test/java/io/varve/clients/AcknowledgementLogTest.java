package io.varve.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcknowledgementLogTest {
    private static final Acknowledgement FIRST = new Acknowledgement(3, 1L << 40, new LoadId(7, 12), -1);
    private static final Acknowledgement SECOND =
            new Acknowledgement(0, Acknowledgement.UNKNOWN, new LoadId(0, 0), 0x1234);

    @TempDir
    private Path folder;

    @Test
    void whatWasAddedIsReadBack() throws IOException {
        assertThat(AcknowledgementLog.read(written())).containsExactly(FIRST, SECOND);
    }

    @Test
    void aLineThatWasCutOffIsLeftOut() throws IOException {
        Path path = written();
        Files.writeString(path, "3 12 4-", StandardOpenOption.APPEND);

        assertThat(AcknowledgementLog.read(path)).containsExactly(FIRST, SECOND);
    }

    @Test
    void keysAreReadBackAndOtherKeysAreNone() {
        assertThat(LoadId.ofKey(new LoadId(7, 12).toKey())).isEqualTo(new LoadId(7, 12));
        assertThat(LoadId.ofKey(new byte[0])).isNull();
        assertThat(LoadId.parse("-")).isNull();
        assertThat(LoadId.parse("7-x")).isNull();
    }

    private Path written() throws IOException {
        Path path = folder.resolve("acknowledgements");
        try (AcknowledgementLog log = new AcknowledgementLog(path)) {
            log.add(FIRST);
            log.add(SECOND);
        }
        return path;
    }
}
