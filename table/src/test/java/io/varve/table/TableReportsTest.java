package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.ObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.table.TableReport.Column;
import io.varve.table.TableReport.PartitionLag;
import io.varve.table.TableReport.Published;
import io.varve.table.TableReports.Answer;
import io.varve.table.TableReports.Answer.NameTaken;
import io.varve.table.TableReports.Answer.UnknownTopic;
import io.varve.table.TableReports.Failure;
import io.varve.table.TableReports.Overview;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableReportsTest {

    private final ManualDoors time = new ManualDoors();
    private final ObjectStore objects = new MemoryObjectStore(time);
    private final MemoryJournal journal = new MemoryJournal(true);
    private final TestLog log = new TestLog(objects, journal, "s3://lake", time);
    private final Publisher publisher = log.publisher(PublishSettings.DEFAULT);
    private final TableReports reports = new TableReports(log.cluster, log.warehouse);
    private final Topic topic = log.topic("orders", 2);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aTopicWithoutRecordsHasNoTableAndNoLag() {
        TableReport report = report("orders");

        assertThat(report.topic()).isEqualTo(topic);
        assertThat(report.tableName()).isEqualTo("orders");
        assertThat(report.published()).isEmpty();
        assertThat(report.lagOffsets()).isZero();
        assertThat(report.lagSinceMs()).isEmpty();
        assertThat(report.partitions()).extracting(PartitionLag::partition).containsExactly(0, 1);
    }

    @Test
    void whatNoFileHoldsIsTheLagSinceTheOldestOfIt() {
        log.segment(topic, 0, 5);
        long firstMs = time.wallMs();
        log.append(topic, 1, 3);
        time.advance(Duration.ofSeconds(30));
        log.append(topic, 0, 4);
        publisher.publish(topic);

        TableReport report = report("orders");

        assertThat(report.lagOffsets()).isEqualTo(7);
        assertThat(report.lagSinceMs()).hasValue(firstMs);
        assertThat(report.partitions())
                .extracting(
                        PartitionLag::lagOffsets, partition -> partition.log().highWatermark())
                .containsExactly(tuple(4L, 9L), tuple(3L, 3L));
        assertThat(report.partitions().getFirst().tableEnd()).hasValue(5);
        assertThat(report.partitions().getLast().tableEnd()).isEmpty();
    }

    @Test
    void aPublishedTableIsWhatItsFilesAre() {
        log.segment(topic, 0, 5);
        log.segment(topic, 1, 7);
        long sequence = log.appliedSequence(topic);
        publisher.publish(topic);
        // Iceberg dates snapshots by the machine's clock.
        long publishedMs = new JournalTable(log.cluster, log.warehouse, new NewObjects(log.cluster), topic.id())
                .current()
                .currentSnapshot()
                .timestampMillis();

        Published published = report("orders").published().orElseThrow();

        assertThat(published).isEqualTo(new Published(sequence, publishedMs, 2, 12, 2 * 1_000, columns()));
        assertThat(report("orders").lagOffsets()).isZero();
        assertThat(report("orders").lagSinceMs()).isEmpty();
    }

    @Test
    void aSegmentThatIsNotPublishedYetIsPartOfTheLag() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.segment(topic, 0, 6);

        assertThat(report("orders").lagOffsets()).isEqualTo(6);

        publisher.publish(topic);
        assertThat(report("orders").lagOffsets()).isZero();
    }

    /// The table has the rows, in the files that were merged.
    @Test
    void mergedSegmentsThatAreNotPublishedYetAreNoLag() {
        log.segment(topic, 0, 5);
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.compact(topic, 0, 0, 10);

        assertThat(report("orders").lagOffsets()).isZero();
        assertThat(report("orders").published().orElseThrow().files()).isEqualTo(2);
    }

    @Test
    void whatLiesBelowTheLogsStartIsNoLag() {
        log.append(topic, 0, 10);
        log.trim(topic, 0, 7);

        assertThat(report("orders").lagOffsets()).isEqualTo(3);
    }

    @Test
    void allTopicsAreReportedByTheNamesOfTheirTables() {
        log.topic("views", 1);
        log.topic("clicks", 1);
        log.segment(topic, 0, 5);
        publisher.publish(topic);

        assertThat(reports.all().reports())
                .extracting(TableReport::tableName)
                .containsExactly("clicks", "orders", "views");
        assertThat(reports.all().reports())
                .filteredOn(report -> report.published().isPresent())
                .extracting(TableReport::tableName)
                .containsExactly("orders");
    }

    @Test
    void anUnknownTopicIsNoTopic() {
        assertThat(reports.of("missing")).isInstanceOf(UnknownTopic.class);
    }

    @Test
    void aTopicWhoseNameIsTakenIsToldByWhom() {
        Topic later = log.topic("Orders", 1);
        boolean firstCame = topic.createdMs() < later.createdMs()
                || topic.createdMs() == later.createdMs() && topic.id().compareTo(later.id()) < 0;
        Topic refused = firstCame ? later : topic;
        Topic named = firstCame ? topic : later;

        assertThat(reports.of(refused.name())).isEqualTo(new NameTaken(named.name()));
        assertThat(reports.all().reports()).hasSize(1);
    }

    @Test
    void whatAnotherNodeHasPublishedIsSeenAtOnce() {
        try (var other = new TestLog(objects, journal, "s3://lake", time)) {
            var there = new TableReports(other.cluster, other.warehouse);
            log.segment(topic, 0, 5);
            publisher.publish(topic);

            TableReport report = report(there, "orders");

            assertThat(report.published().orElseThrow().rows()).isEqualTo(5);
            assertThat(report.lagOffsets()).isZero();
        }
    }

    /// A table that cannot be read is not read, so this fails if the second report reads it.
    @Test
    void aVersionIsReadOnce() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        TableReport first = report("orders");
        ObjectRef version = log.cluster.catalog().table(topic.id()).orElseThrow();
        objects.delete(List.of(version.key(log.cluster.clusterId())));

        assertThat(report("orders")).isEqualTo(first);
    }

    @Test
    void aTableThatCannotBeReadHidesNoOther() {
        Topic views = log.topic("views", 1);
        log.segment(topic, 0, 5);
        log.segment(views, 0, 5);
        publisher.publish(topic);
        publisher.publish(views);
        ObjectRef version = log.cluster.catalog().table(topic.id()).orElseThrow();
        objects.delete(List.of(version.key(log.cluster.clusterId())));

        Overview overview = reports.all();

        assertThat(overview.reports()).extracting(TableReport::tableName).containsExactly("views");
        assertThat(overview.failures()).extracting(Failure::topic).containsExactly(topic);
        assertThatThrownBy(() -> reports.of("orders")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aHaltedShardHidesNoTableOfAnotherOne() {
        try (var halted = new HaltedShard(time)) {
            Overview overview = new TableReports(halted.log.cluster, halted.log.warehouse).all();

            assertThat(overview.reports())
                    .extracting(TableReport::topic)
                    .containsExactlyInAnyOrderElementsOf(halted.others);
            assertThat(overview.failures())
                    .extracting(Failure::topic)
                    .containsExactlyInAnyOrderElementsOf(halted.halted);
        }
    }

    @Test
    void aDeletedTopicIsGone() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        report("orders");
        new TopicOperations(log.cluster).delete(topic.id());

        assertThat(reports.of("orders")).isInstanceOf(UnknownTopic.class);
        assertThat(reports.all().reports()).isEmpty();
    }

    private static List<Column> columns() {
        return TopicTable.SCHEMA.columns().stream()
                .map(column -> new Column(
                        column.fieldId(), column.name(), column.type().toString(), column.isRequired()))
                .toList();
    }

    private TableReport report(String name) {
        return report(reports, name);
    }

    private static TableReport report(TableReports from, String name) {
        return ((Answer.Report) from.of(name)).report();
    }
}
