package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalTableTest {

    private final ManualDoors time = new ManualDoors();
    private final TestLog log =
            new TestLog(new MemoryObjectStore(time), new MemoryJournal(false), "memory://varve", time);
    private final NewObjects newObjects = new NewObjects(log.cluster);
    private final Topic topic = log.topic("orders", 1);

    @AfterEach
    void close() {
        log.close();
    }

    /// What the attempt wrote may be deleted, since nothing names it.
    @Test
    void anAttemptThatASweepOvertookIsRefused() {
        var slow = table();
        Transaction create = append(slow);
        log.tick();
        log.cluster
                .meta()
                .proposeAndWait(new ShardCommand.Sweep(log.cluster.catalog().epoch()));

        assertThatThrownBy(create::commitTransaction)
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("swept");
        assertThat(log.cluster.catalog().table(topic.id())).isEmpty();
        append(table()).commitTransaction();
        assertThat(log.cluster.catalog().table(topic.id())).isPresent();
    }

    @Test
    void anAttemptThatAnotherOneOvertookIsRefusedAndNotRunAgain() {
        var slow = table();
        Transaction late = append(slow);
        append(table()).commitTransaction();
        var first = table().current();

        assertThatThrownBy(late::commitTransaction).isInstanceOf(CommitFailedException.class);
        assertThat(table().current().metadataFileLocation()).isEqualTo(first.metadataFileLocation());
    }

    private Transaction append(JournalTable table) {
        Transaction transaction =
                Transactions.createTableTransaction("orders", table, TopicTable.begin(topic, log.warehouse));
        log.segment(topic, 0, 1);
        transaction
                .newAppend()
                .appendFile(new SegmentFiles(log.warehouse)
                        .of(log.segments(topic).getLast(), PartitionSpec.unpartitioned()))
                .commit();
        return transaction;
    }

    private JournalTable table() {
        return new JournalTable(log.cluster, log.warehouse, newObjects, topic.id());
    }
}
