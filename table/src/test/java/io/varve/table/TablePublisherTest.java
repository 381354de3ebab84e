package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.TableMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TablePublisherTest {

    private final ManualDoors time = new ManualDoors();
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final TestLog log = new TestLog(objects, new MemoryJournal(false), "memory://varve", time);
    private final Publisher publisher = log.publisher(PublishSettings.DEFAULT);
    private final TablePublisher tables = new TablePublisher(log.cluster, publisher, PublishSettings.DEFAULT);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void everyTopicThatHasChangedIsPublished() {
        Topic orders = log.topic("orders", 1);
        Topic views = log.topic("views", 1);
        Topic empty = log.topic("empty", 1);
        log.segment(orders, 0, 5);
        log.segment(views, 0, 5);

        tables.publishChanged();

        assertThat(log.cluster.catalog().tables()).containsOnlyKeys(orders.id(), views.id());
        ObjectRef before = pointer(views);
        log.segment(orders, 0, 5);
        tables.publishChanged();
        assertThat(pointer(views)).isEqualTo(before);
        assertThat(pointer(orders)).isNotEqualTo(before);
        assertThat(log.cluster.catalog().table(empty.id())).isEmpty();
    }

    /// A table that cannot be read is not compared, so this fails if the second turn compares it.
    @Test
    void whatHasNotChangedIsNotEvenRead() {
        Topic orders = log.topic("orders", 1);
        log.segment(orders, 0, 5);
        tables.publishChanged();
        ObjectRef before = pointer(orders);
        objects.delete(List.of(before.key(log.cluster.clusterId())));

        tables.publishChanged();

        assertThat(pointer(orders)).isEqualTo(before);
    }

    @Test
    void aTopicThatCannotBePublishedKeepsNoOtherFromItsTurn() {
        Topic broken = log.topic("broken", 1);
        Topic fine = log.topic("fine", 1);
        log.segment(broken, 0, 5);
        log.segment(fine, 0, 5);
        tables.publishChanged();
        ObjectRef before = pointer(fine);
        objects.delete(List.of(pointer(broken).key(log.cluster.clusterId())));
        log.segment(broken, 0, 5);
        log.segment(fine, 0, 5);

        tables.publishChanged();

        assertThat(pointer(fine)).isNotEqualTo(before);
    }

    /// Nothing but the table says any more that there were segments.
    @Test
    void theTableOfATopicThatIsEmptyByNowGrowsOldAfterARestartToo() {
        Topic orders = log.topic("orders", 1);
        SegmentRef segment = log.segment(orders, 0, 5);
        tables.publishChanged();
        log.trim(orders, 0, 5);
        long dueMs = publisher.publish(orders).dueMs();
        assertThat(named(orders)).contains(segment.object());
        time.advance(Duration.ofMillis(dueMs - time.wallMs()));

        restarted().publishChanged();

        assertThat(table(orders).snapshots()).hasSize(1);
        assertThat(named(orders)).doesNotContain(segment.object());
    }

    @Test
    void whatWasDeletedWhileNobodyPublishedIsNoPartOfTheTableAfterARestart() {
        Topic orders = log.topic("orders", 1);
        log.segment(orders, 0, 5);
        tables.publishChanged();
        log.trim(orders, 0, 5);

        restarted().publishChanged();

        assertThat(new TableFiles(log.cluster, log.warehouse).live(table(orders)))
                .isEmpty();
    }

    @Test
    void aTopicWhoseNameIsTakenIsNotPublished() {
        Topic first = log.topic("Orders", 1);
        Topic second = log.topic("orders", 1);
        log.segment(first, 0, 5);
        log.segment(second, 0, 5);
        boolean firstCame = first.createdMs() < second.createdMs()
                || first.createdMs() == second.createdMs() && first.id().compareTo(second.id()) < 0;

        tables.publishChanged();

        assertThat(log.cluster.catalog().tables()).containsOnlyKeys((firstCame ? first : second).id());
    }

    @Test
    void aHaltedShardKeepsNoTopicOfAnotherOneFromItsTurn() {
        try (var halted = new HaltedShard(time)) {
            new TablePublisher(
                            halted.log.cluster, halted.log.publisher(PublishSettings.DEFAULT), PublishSettings.DEFAULT)
                    .publishChanged();

            assertThat(halted.log.cluster.catalog().tables())
                    .containsOnlyKeys(halted.others.stream().map(Topic::id).toArray(TopicId[]::new));
        }
    }

    @Test
    void turnsAreTakenForAsLongAsThePublisherIsOpen() throws Exception {
        Topic orders = log.topic("orders", 1);
        log.segment(orders, 0, 5);
        int timers = time.pendingTimers();
        AutoCloseable job = tables.start();
        time.awaitTimers(timers + 1);

        time.advance(Duration.ofSeconds(91));
        time.awaitTimers(timers + 1);
        job.close();

        assertThat(log.cluster.catalog().table(orders.id())).isPresent();
    }

    private TablePublisher restarted() {
        return new TablePublisher(log.cluster, publisher, PublishSettings.DEFAULT);
    }

    private Set<ObjectRef> named(Topic topic) {
        return new TableFiles(log.cluster, log.warehouse).named(topic.id());
    }

    private TableMetadata table(Topic topic) {
        return new JournalTable(log.cluster, log.warehouse, new NewObjects(log.cluster), topic.id()).current();
    }

    private ObjectRef pointer(Topic topic) {
        return log.cluster.catalog().table(topic.id()).orElseThrow();
    }
}
