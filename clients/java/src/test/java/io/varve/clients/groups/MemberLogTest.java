package io.varve.clients.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.clients.LoadId;
import io.varve.clients.groups.MemberLine.Assigned;
import io.varve.clients.groups.MemberLine.Committed;
import io.varve.clients.groups.MemberLine.Processed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberLogTest {
    @TempDir
    Path folder;

    private Path file;
    private MemberLog log;

    @BeforeEach
    void aMember() {
        file = folder.resolve("member.lines");
        log = new MemberLog(file);
    }

    @Test
    void everyKindOfLineIsRead() throws IOException {
        write("assigned 12 3 0 7\nprocessed 7 40 1-2\ncommitted 12 15 - 0:3 7:41\nassigned 16 4\n");

        assertThat(log.lines())
                .containsExactly(
                        new Assigned(12, 3, List.of(0, 7)),
                        new Processed(7, 40, new LoadId(1, 2)),
                        new Committed(12, 15, MemberLine.UNKNOWN, Map.of(0, 3L, 7, 41L)),
                        new Assigned(16, 4, List.of()));
        assertThat(log.assignments())
                .containsExactly(new Assigned(12, 3, List.of(0, 7)), new Assigned(16, 4, List.of()));
    }

    @Test
    void aLineIsReadOnceItIsComplete() throws IOException {
        write("processed 0 1 0-1\nprocessed 0 ");
        assertThat(log.lines()).hasSize(1);

        write("2 0-2\n");
        assertThat(log.lines())
                .containsExactly(new Processed(0, 1, new LoadId(0, 1)), new Processed(0, 2, new LoadId(0, 2)));
    }

    @Test
    void anythingElseIsRefused() throws IOException {
        write("processed 0\n");

        assertThatThrownBy(log::lines).hasMessage("no line of a member: processed 0");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
