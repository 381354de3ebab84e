package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.TopicOperations;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.segment.SegmentPeriod;
import io.varve.table.Publication.Result;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What holds of publishing, whatever store the tables lie in.
abstract class PublisherContract {

    private static final String LOCATION = "s3://lake";

    private final ManualDoors time;
    private final ObjectStore objects;
    private final FaultyJournal journal = FaultyJournal.over(new MemoryJournal(true));
    private final TestLog log;
    private final TableFiles files;
    private final JournalCatalog catalog;
    private final Publisher publisher;
    private final Topic topic;

    PublisherContract(ManualDoors time, ObjectStore objects) {
        this.time = time;
        this.objects = objects;
        log = new TestLog(objects, journal, LOCATION, time);
        files = new TableFiles(log.cluster, log.warehouse);
        catalog = new JournalCatalog(log.cluster, log.warehouse);
        publisher = log.publisher(PublishSettings.DEFAULT);
        topic = log.topic("orders", 2);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aTopicWithoutSegmentsHasNoTable() {
        log.append(topic, 0, 5);

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);
        assertThat(log.cluster.catalog().table(topic.id())).isEmpty();
    }

    @Test
    void theFilesOfATableAreTheSegmentsOfItsTopic() {
        SegmentRef one = log.segment(topic, 0, 5);
        SegmentRef two = log.segment(topic, 1, 7);

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.PUBLISHED);

        TableMetadata table = table();
        assertThat(livePaths(table)).containsExactlyInAnyOrder(path(one), path(two));
        assertThat(table.formatVersion()).isEqualTo(2);
        assertThat(table.spec().isUnpartitioned()).isTrue();
        assertThat(table.uuid().replace("-", "")).isEqualTo(topic.id().toString());
        assertThat(table.currentSnapshot().operation()).isEqualTo(DataOperations.APPEND);
        assertThat(table.currentSnapshot().summary())
                .containsEntry("varve.sequence", Long.toString(log.appliedSequence(topic)));
    }

    /// Segments carry these numbers, and are written before there is a table.
    @Test
    void columnsHaveTheNumbersThatSegmentsGiveThem() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);

        assertThat(table().schema().columns())
                .extracting(column -> tuple(column.fieldId(), column.name()))
                .containsExactly(
                        tuple(1, "kafka_partition"),
                        tuple(2, "kafka_offset"),
                        tuple(3, "kafka_timestamp"),
                        tuple(4, "kafka_timestamp_type"),
                        tuple(5, "kafka_ingest_time"),
                        tuple(6, "kafka_key"),
                        tuple(7, "kafka_value"),
                        tuple(8, "kafka_headers"));
        assertThat(table().schema().findField("kafka_headers.element").fieldId())
                .isEqualTo(9);
        assertThat(table().schema().findField("kafka_headers.key").fieldId()).isEqualTo(10);
        assertThat(table().schema().findField("kafka_headers.value").fieldId()).isEqualTo(11);
        assertThat(table().schema().columns()).isEqualTo(TopicTable.SCHEMA.columns());
    }

    @Test
    void boundsTellEnginesWhichFilesToSkip() {
        log.segment(topic, 1, 5);
        log.segment(topic, 1, 5);
        publisher.publish(topic);

        DataFile second = files.live(table()).stream()
                .filter(file -> FileRange.of(file).firstOffset() == 5)
                .findFirst()
                .orElseThrow();
        assertThat(second.recordCount()).isEqualTo(5);
        assertThat(second.fileSizeInBytes()).isEqualTo(1000);
        assertThat(FileRange.of(second))
                .extracting(FileRange::partition, FileRange::lastOffset)
                .containsExactly(1, 9L);
        Types.TimestampType micros = Types.TimestampType.withZone();
        assertThat(Conversions.<Long>fromByteBuffer(micros, second.lowerBounds().get(3)))
                .isEqualTo(1_000_000);
        assertThat(Conversions.<Long>fromByteBuffer(micros, second.upperBounds().get(5)))
                .isEqualTo(4_000_000);
        assertThat(second.lowerBounds()).containsOnlyKeys(1, 2, 3, 5);
    }

    @Test
    void publishingAgainWritesNothing() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.append(topic, 0, 5);
        Set<String> before = keys();

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);
        assertThat(log.publisher(PublishSettings.DEFAULT).publish(topic).result())
                .isEqualTo(Result.UNCHANGED);

        assertThat(keys()).isEqualTo(before);
    }

    /// One manifest, its list, the metadata.
    @Test
    void anAppendWritesThreeObjects() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.segment(topic, 0, 5);
        Set<String> before = keys();

        publisher.publish(topic);

        assertThat(keys()).hasSize(before.size() + 3);
    }

    @Test
    void mergedSegmentsReplaceTheirInputs() {
        log.segment(topic, 0, 5);
        log.segment(topic, 0, 5);
        SegmentRef other = log.segment(topic, 1, 5);
        publisher.publish(topic);
        SegmentRef merged = log.compact(topic, 0, 0, 10);

        publisher.publish(topic);

        assertThat(livePaths(table())).containsExactlyInAnyOrder(path(merged), path(other));
        assertThat(operations(table())).containsExactly(DataOperations.APPEND, DataOperations.REPLACE);
    }

    @Test
    void fewerRowsInTheSamePlaceReplaceToo() {
        log.segment(topic, 0, 10);
        publisher.publish(topic);
        SegmentRef cleaned = log.compact(topic, 0, 0, 10, 3);

        publisher.publish(topic);

        assertThat(livePaths(table())).containsExactly(path(cleaned));
        assertThat(operations(table())).containsExactly(DataOperations.APPEND, DataOperations.REPLACE);
    }

    @Test
    void aSegmentThatHasGrownIsDeletedAndAppended() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.append(topic, 0, 5);
        SegmentRef grown = log.compact(topic, 0, 0, 10);

        publisher.publish(topic);

        assertThat(livePaths(table())).containsExactly(path(grown));
        assertThat(operations(table()))
                .containsExactly(DataOperations.APPEND, DataOperations.DELETE, DataOperations.APPEND);
    }

    @Test
    void appendReplaceAndDeleteAreSnapshotsOfOneSwap() {
        log.segment(topic, 0, 5);
        log.segment(topic, 0, 5);
        log.segment(topic, 1, 5);
        log.segment(topic, 1, 5);
        publisher.publish(topic);
        ObjectRef before = pointer();
        SegmentRef merged = log.compact(topic, 0, 0, 10);
        log.trim(topic, 1, 5);
        SegmentRef added = log.segment(topic, 0, 5);

        publisher.publish(topic);

        TableMetadata table = table();
        assertThat(operations(table))
                .containsExactly(
                        DataOperations.APPEND, DataOperations.REPLACE, DataOperations.DELETE, DataOperations.APPEND);
        assertThat(table.previousFiles()).hasSize(1);
        assertThat(table.previousFiles().getFirst().file()).isEqualTo(log.warehouse.locationOf(before));
        assertThat(livePaths(table)).contains(path(merged), path(added)).hasSize(3);
    }

    @Test
    void aTopicWithPeriodsHasATableThatIsPartitionedByThem() {
        Topic daily = log.topic("daily", 1, new TreeMap<>(Map.of("varve.table.partition", "day")));
        SegmentRef one = log.segment(daily, 0, 5);
        log.segment(daily, 0, 5);
        publisher.publish(daily);
        SegmentRef merged = log.compact(daily, 0, 0, 10);
        publisher.publish(daily);

        TableMetadata table = catalog.load("daily").orElseThrow();
        assertThat(table.spec().fields()).singleElement().satisfies(field -> {
            assertThat(field.sourceId()).isEqualTo(5);
            assertThat(field.transform()).hasToString("day");
        });
        DataFile file = files.live(table).getFirst();
        assertThat(file.location()).isEqualTo(path(merged)).isNotEqualTo(path(one));
        assertThat(file.partition().get(0, Integer.class))
                .isEqualTo(SegmentPeriod.DAY.of(merged.stats().minIngestMs()));
        assertThat(operations(table)).containsExactly(DataOperations.APPEND, DataOperations.REPLACE);
    }

    @Test
    void aSegmentStaysUntilTheLogHasNothingOfIt() {
        SegmentRef first = log.segment(topic, 0, 5);
        SegmentRef second = log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.trim(topic, 0, 4);
        assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);
        assertThat(livePaths(table())).contains(path(first));

        log.trim(topic, 0, 5);
        publisher.publish(topic);

        assertThat(livePaths(table())).containsExactly(path(second));
    }

    @Test
    void aTableOutlivesItsLastSegment() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.trim(topic, 0, 5);

        publisher.publish(topic);

        assertThat(livePaths(table())).isEmpty();
    }

    @Test
    void manifestsOfATableThatOnlyGrowsStayFew() {
        for (int i = 0; i < 50; i++) {
            log.segment(topic, 0, 1);
            publisher.publish(topic);
        }

        TableMetadata table = table();
        assertThat(livePaths(table)).hasSize(50);
        assertThat(table.currentSnapshot().allManifests(new StoreFileIO(objects, log.warehouse)))
                .hasSizeLessThan(20);
        assertThat(table.previousFiles()).hasSize(10);
    }

    @Test
    void ofTwoWhoPublishAtOnceOneComparesAnew() {
        try (var other = new TestLog(objects, journal, LOCATION, time)) {
            SegmentRef first = log.segment(topic, 0, 5);
            publisher.publish(topic);
            other.cluster.freshCatalog();
            // The other node has not heard of the second version when it makes its own.
            SegmentRef second = log.segment(topic, 0, 5);
            publisher.publish(topic);
            other.cluster.shardOf(topic).replica().refresh();
            SegmentRef third = log.segment(topic, 1, 5);
            other.cluster.shardOf(topic).replica().refresh();

            Publication late = other.publisher(PublishSettings.DEFAULT).publish(topic);

            assertThat(late.result()).isEqualTo(Result.PUBLISHED);
            log.cluster.freshCatalog();
            assertThat(livePaths(table())).containsExactlyInAnyOrder(path(first), path(second), path(third));
            assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);
        }
    }

    @Test
    void ofTwoWhoCreateATableOneFindsItThere() {
        try (var other = new TestLog(objects, journal, LOCATION, time)) {
            log.segment(topic, 0, 5);
            other.cluster.shardOf(topic).replica().refresh();
            publisher.publish(topic);

            assertThat(other.publisher(PublishSettings.DEFAULT).publish(topic).result())
                    .isEqualTo(Result.UNCHANGED);
        }
    }

    @Test
    void aNodeThatIsBehindDoesNotTakeATableBack() {
        try (var other = new TestLog(objects, journal, LOCATION, time)) {
            log.segment(topic, 0, 5);
            other.cluster.shardOf(topic).replica().refresh();
            log.segment(topic, 0, 5);
            publisher.publish(topic);
            other.cluster.freshCatalog();

            assertThat(other.publisher(PublishSettings.DEFAULT).publish(topic).result())
                    .isEqualTo(Result.UNCHANGED);
            assertThat(livePaths(table())).hasSize(2);
        }
    }

    @Test
    void aLostReplyDoesNotSwapTwice() {
        log.segment(topic, 0, 5);
        journal.next(Fault.LOST_REPLY);

        var published = new CompletableFuture<Publication>();
        Thread.ofVirtual().start(() -> published.complete(publisher.publish(topic)));
        // The appender pauses before it reads whose entry is there.
        while (!published.isDone()) {
            time.advance(Duration.ofMillis(1));
            Thread.onSpinWait();
        }

        assertThat(published.join().result()).isEqualTo(Result.PUBLISHED);
        assertThat(table().snapshots()).hasSize(1);
        assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);
    }

    @Test
    void aDeletedTopicIsNotPublished() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        new TopicOperations(log.cluster).delete(topic.id());

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.GONE);
    }

    @Test
    void aTopicThatIsCreatedAgainHasAnotherTable() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        TableMetadata first = table();
        new TopicOperations(log.cluster).delete(topic.id());
        Topic again = log.topic("orders", 1);
        SegmentRef segment = log.segment(again, 0, 5);
        publisher.publish(again);

        TableMetadata second = load();
        assertThat(second.uuid()).isNotEqualTo(first.uuid());
        assertThat(second.location()).isNotEqualTo(first.location());
        assertThat(livePaths(second)).containsExactly(path(segment));
    }

    @Test
    void snapshotsExpireAndTheLastOneStays() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.segment(topic, 0, 5);
        long dueMs = publisher.publish(topic).dueMs();
        assertThat(table().snapshots()).hasSize(2);
        assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);

        time.advance(Duration.ofMillis(dueMs - time.wallMs()));
        Publication due = publisher.publish(topic);

        assertThat(due.result()).isEqualTo(Result.PUBLISHED);
        assertThat(due.dueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(table().snapshots()).containsExactly(table().currentSnapshot());
        assertThat(livePaths(table())).hasSize(2);
    }

    /// A change a day apart is no reason to take away what was read a second ago.
    @Test
    void theSnapshotThatWasThePresentOneForTheLongestTimeIsKeptFromThenOn() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        long publishedMs = table().currentSnapshot().timestampMillis();
        wasPublishedAt(publishedMs - Duration.ofHours(25).toMillis());
        time.advance(Duration.ofMillis(publishedMs - time.wallMs()));
        log.segment(topic, 0, 5);

        Publication second = publisher.publish(topic);

        assertThat(table().snapshots()).hasSize(2);
        assertThat(second.dueMs())
                .isEqualTo(table().currentSnapshot().timestampMillis()
                        + Duration.ofHours(24 + 6).toMillis());
        time.advance(Duration.ofMillis(second.dueMs() - time.wallMs()));
        publisher.publish(topic);
        assertThat(table().snapshots()).hasSize(1);
    }

    /// Of one swap the last alone is ever the present one, and the clock may say the same of all.
    @Test
    void snapshotsOfOneSwapExpireTogether() {
        log.segment(topic, 0, 5);
        log.segment(topic, 1, 5);
        publisher.publish(topic);
        log.trim(topic, 1, 5);
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        assertThat(operations(table()))
                .containsExactly(DataOperations.APPEND, DataOperations.DELETE, DataOperations.APPEND);
        wasPublishedAt(time.wallMs());
        time.advance(Duration.ofHours(30));

        Publication due = publisher.publish(topic);

        assertThat(due.result()).isEqualTo(Result.PUBLISHED);
        assertThat(due.dueMs()).isEqualTo(Long.MAX_VALUE);
        assertThat(operations(table())).containsExactly(DataOperations.APPEND);
    }

    /// Iceberg wants to see what a table's files have gone through since a snapshot, from its first one if none is
    /// named.
    @Test
    void filesAreReplacedAlsoWhenTheTablesFirstSnapshotsHaveExpired() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        log.segment(topic, 0, 5);
        long dueMs = publisher.publish(topic).dueMs();
        time.advance(Duration.ofMillis(dueMs - time.wallMs()));
        publisher.publish(topic);
        assertThat(table().snapshots()).hasSize(1);

        log.compact(topic, 0, 0, 10);

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.PUBLISHED);
        assertThat(livePaths(table())).hasSize(1);
    }

    @Test
    void noMoreSnapshotsAreKeptThanTheSettingSays() {
        Publisher sparing = log.publisher(new PublishSettings(Duration.ofMinutes(1), Duration.ofHours(24), 3));
        for (int i = 0; i < 6; i++) {
            log.segment(topic, 0, 1);
            sparing.publish(topic);
        }

        assertThat(table().snapshots()).hasSizeBetween(3, 4);
        assertThat(livePaths(table())).hasSize(6);
    }

    /// Everything else may be deleted, and the table still reads.
    @Test
    void whatIsNamedIsWhatATableNeeds() {
        for (int i = 0; i < 25; i++) {
            log.segment(topic, i % 2, 1);
            publisher.publish(topic);
        }
        log.compact(topic, 0, 0, 10);
        publisher.publish(topic);
        time.advance(Duration.ofMillis(publisher.publish(topic).dueMs() - time.wallMs()));
        log.segment(topic, 0, 1);
        publisher.publish(topic);

        Set<ObjectRef> named = files.named(topic.id());
        List<String> unnamed = keys().stream()
                .filter(key -> ObjectRef.ofKey(log.cluster.clusterId(), key)
                        .filter(object -> isOfTables(object) && !named.contains(object))
                        .isPresent())
                .toList();
        assertThat(unnamed).isNotEmpty();
        objects.delete(unnamed);

        assertThat(livePaths(table())).hasSize(log.segments(topic).size());
        assertThat(named)
                .allMatch(object ->
                        objects.head(object.key(log.cluster.clusterId())).isPresent());
        log.segment(topic, 0, 1);
        assertThat(publisher.publish(topic).result()).isEqualTo(Result.PUBLISHED);
    }

    /// As a node that was copied while it ran would leave it.
    @Test
    void aKeyThatIsTakenIsNotUsed() {
        var taken = new ObjectRef(ObjectRef.Kind.TABLE, log.cluster.catalog().epoch(), log.cluster.incarnation(), 2);
        objects.create(taken.key(log.cluster.clusterId()), Payload.of(new byte[] {1}));
        log.segment(topic, 0, 5);

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.PUBLISHED);
        assertThat(pointer()).isNotEqualTo(taken);
    }

    @Test
    void aTableFollowsItsStoreToAnotherPlace() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
        var moved = new Warehouse("s3://elsewhere/lake", log.cluster.clusterId());

        var there = new Publisher(log.cluster, moved, new NewObjects(log.cluster), PublishSettings.DEFAULT);
        // The first node's numbers are taken.
        log.tick();
        there.publish(topic);

        assertThat(livePaths(table())).allMatch(path -> path.startsWith("s3://elsewhere/lake/"));
        assertThat(operations(table())).endsWith(DataOperations.REPLACE);
    }

    private TableMetadata table() {
        return new JournalTable(log.cluster, log.warehouse, new NewObjects(log.cluster), topic.id()).current();
    }

    /// Iceberg dates snapshots by the machine's clock.
    private void wasPublishedAt(long timeMs) {
        var table = new JournalTable(log.cluster, log.warehouse, new NewObjects(log.cluster), topic.id());
        String json = TableMetadataParser.toJson(table.current())
                .replaceAll("(\"(timestamp-ms|last-updated-ms)\":)\\d+", "$1" + timeMs);
        log.tick();
        var again = new JournalTable(log.cluster, log.warehouse, new NewObjects(log.cluster), topic.id());
        again.commit(again.current(), TableMetadataParser.fromJson(json));
    }

    private TableMetadata load() {
        return catalog.load("orders").orElseThrow();
    }

    private ObjectRef pointer() {
        return log.cluster.catalog().table(topic.id()).orElseThrow();
    }

    private List<String> livePaths(TableMetadata table) {
        return files.live(table).stream().map(DataFile::location).toList();
    }

    private static List<String> operations(TableMetadata table) {
        return table.snapshots().stream()
                .sorted((a, b) -> Long.compare(a.sequenceNumber(), b.sequenceNumber()))
                .map(Snapshot::operation)
                .toList();
    }

    private String path(SegmentRef segment) {
        return log.warehouse.locationOf(segment.object());
    }

    private static boolean isOfTables(ObjectRef object) {
        return switch (object.kind()) {
            case SEGMENT, TABLE, MANIFEST -> true;
            case WAL, BUNDLE -> false;
        };
    }

    private Set<String> keys() {
        var keys = new HashSet<String>();
        objects.list("", "", 10_000).objects().stream().map(ObjectInfo::key).forEach(keys::add);
        return keys;
    }
}
