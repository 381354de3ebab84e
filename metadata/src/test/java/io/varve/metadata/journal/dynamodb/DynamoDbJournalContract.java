package io.varve.metadata.journal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.CrashPoints;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalContract;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What holds of the DynamoDB journal wherever the table is served. Each test has a table of its own.
abstract class DynamoDbJournalContract extends JournalContract {

    private final String table = "journal-" + UUID.randomUUID();

    abstract URI endpoint();

    final TableLocation location() {
        return new TableLocation(table, endpoint(), null, false);
    }

    @Override
    protected Journal open() {
        return open(ServerClock.IGNORED);
    }

    private Journal open(ServerClock serverClock) {
        return DynamoDbJournal.open(location(), SystemDoors.open(CrashPoints.OFF), serverClock);
    }

    @Test
    void itIsShared() {
        assertThat(journal().shared()).isTrue();
    }

    @Test
    void aPageEndsAtOneMegabyte() {
        for (int i = 0; i < 6; i++) {
            journal().append(ShardId.META, i, new byte[Journal.MAX_ENTRY_BYTES]);
        }

        TailPage page = journal().read(ShardId.META, 0, Integer.MAX_VALUE);
        assertThat(page.entries().size()).isBetween(2, 3);
        assertThat(page.complete()).isFalse();
    }

    @Test
    void theServersTimeIsObserved() {
        var observed = new AtomicLong();
        long before = System.currentTimeMillis();
        try (Journal watching = open(observed::set)) {
            observed.set(0);
            watching.read(ShardId.META, 0, 1);
        }

        // The header has whole seconds.
        assertThat(observed.get()).isBetween(before - 1_000, System.currentTimeMillis());
    }
}
