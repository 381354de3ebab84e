package io.varve.ingest.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.ingest.write.FlushRate;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.util.Map;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Api21DeleteRecordsTest {

    private static final short LATEST = 2;

    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final MemoryJournal journal = new MemoryJournal(true);
    private final IngestNode node = new IngestNode(objects, journal, FlushRate.UNLIMITED);
    private final Api21DeleteRecords deleteRecords = new Api21DeleteRecords(node.cluster);

    @BeforeEach
    void writeRecords() {
        node.createTopic("flights", 2, Map.of());
        node.produce("flights", 0, Records.of("a", "b", "c"));
        node.produce("flights", 1, Records.of("d"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void theLogStartRisesToTheOffset() {
        assertThat(delete("flights", 0, 2))
                .extracting(Api21DeleteRecordsTest::error, r -> r.lowWatermark())
                .isEqualTo(tuple(Errors.NONE, 2L).toList());
        assertThat(node.produce("flights", 0, Records.of("e")).logStartOffset()).isEqualTo(2);
    }

    @Test
    void theLogStartNeverFalls() {
        delete("flights", 0, 2);

        assertThat(delete("flights", 0, 1).lowWatermark()).isEqualTo(2);
    }

    @Test
    void minusOneStandsForTheHighWatermarkWhoeverWroteUpToIt() {
        try (var other = new IngestNode(objects, journal, FlushRate.UNLIMITED)) {
            other.produce("flights", 0, Records.of("e"));
        }

        assertThat(delete("flights", 0, -1).lowWatermark()).isEqualTo(4);
    }

    @Test
    void anOffsetBeyondTheEndIsOutOfRange() {
        assertThat(error(delete("flights", 0, 4))).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
        assertThat(error(delete("flights", 0, -2))).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void whatIsNotThereIsUnknown() {
        assertThat(error(delete("unknown", 0, 0))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(error(delete("flights", 2, 0))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(error(delete("flights", 2, -1))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void recordsOfATopicThatIsOnlyCompactedStay() {
        node.createTopic("latest", 1, Map.of("cleanup.policy", "compact"));

        assertThat(error(delete("latest", 0, 0))).isEqualTo(Errors.POLICY_VIOLATION);
    }

    @Test
    void allPartitionsOfARequestGoIntoOneEntry() {
        int appendsBefore = node.journal.appends();
        var topic = new DeleteRecordsTopic().setName("flights");
        topic.partitions().add(new DeleteRecordsPartition().setPartitionIndex(0).setOffset(1));
        topic.partitions().add(new DeleteRecordsPartition().setPartitionIndex(1).setOffset(1));
        topic.partitions().add(new DeleteRecordsPartition().setPartitionIndex(5).setOffset(1));

        assertThat(delete(topic).topics().find("flights").partitions())
                .extracting(DeleteRecordsPartitionResult::partitionIndex, Api21DeleteRecordsTest::error)
                .containsExactly(
                        tuple(0, Errors.NONE), tuple(1, Errors.NONE), tuple(5, Errors.UNKNOWN_TOPIC_OR_PARTITION));
        assertThat(node.journal.appends() - appendsBefore).isLessThanOrEqualTo(2);
    }

    private DeleteRecordsPartitionResult delete(String name, int partition, long offset) {
        var topic = new DeleteRecordsTopic().setName(name);
        topic.partitions()
                .add(new DeleteRecordsPartition().setPartitionIndex(partition).setOffset(offset));
        return delete(topic).topics().find(name).partitions().find(partition);
    }

    private DeleteRecordsResponseData delete(DeleteRecordsTopic topic) {
        var request = new DeleteRecordsRequestData().setTimeoutMs(30_000);
        request.topics().add(topic);
        return (DeleteRecordsResponseData) node.call(deleteRecords, LATEST, request);
    }

    private static Errors error(DeleteRecordsPartitionResult result) {
        return Errors.forCode(result.errorCode());
    }
}
