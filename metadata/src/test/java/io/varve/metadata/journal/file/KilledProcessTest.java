package io.varve.metadata.journal.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a killed process had been told is appended is there, and nothing is half there.
class KilledProcessTest {

    private static final int KILLS = 3;
    private static final int APPENDS_A_LIFE = 300;

    @TempDir
    private Path folder;

    @Test
    void everyReportedAppendOutlivesTheProcess() throws IOException {
        Set<String> reported = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            List<String> life = OtherProcess.appendsUntilKilled(folder, APPENDS_A_LIFE);
            assertThat(life).hasSizeGreaterThanOrEqualTo(APPENDS_A_LIFE - 1);
            reported.addAll(life);
            assertThat(found()).containsAll(reported);
        }
    }

    private Set<String> found() {
        Set<String> found = new HashSet<>();
        try (var journal = FileJournal.open(folder, () -> 42)) {
            for (int i = 0; i < OtherProcess.SHARDS; i++) {
                ShardId shard = ShardId.data(i);
                TailPage page = journal.read(shard, 0, Integer.MAX_VALUE);
                assertThat(page.complete()).isTrue();
                for (int sequence = 0; sequence < page.entries().size(); sequence++) {
                    assertThat(page.entries().get(sequence)).isEqualTo(OtherProcess.entry(shard, sequence));
                    found.add(OtherProcess.name(shard, sequence));
                }
            }
        }
        return found;
    }
}
