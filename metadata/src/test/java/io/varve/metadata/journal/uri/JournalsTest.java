package io.varve.metadata.journal.uri;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.dynamodb.DynamoDbServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalsTest {

    private static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);

    @TempDir
    private Path folder;

    @Test
    void everyUriOpensAJournal() {
        assertThatItWorks("memory:", false);
        assertThatItWorks("store:", true);
        assertThatItWorks("file:" + folder, false);
        assertThatItWorks(
                "dynamodb://by-uri?endpoint=" + DynamoDbServer.shared().endpoint(), true);
    }

    private static void assertThatItWorks(String uri, boolean shared) {
        var journals = new Journals(DOORS, ServerClock.IGNORED, new MemoryObjectStore(DOORS.clock()));
        try (Journal journal = journals.open(JournalUri.parse(uri))) {
            assertThat(journal.append(ShardId.META, 0, new byte[] {7})).isEqualTo(new AppendOutcome.Appended());
            assertThat(journal.read(ShardId.META, 0, 1).entries()).containsExactly(new byte[] {7});
            assertThat(journal.shared()).isEqualTo(shared);
        }
    }
}
