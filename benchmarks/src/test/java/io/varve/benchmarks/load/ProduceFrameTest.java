package io.varve.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;

class ProduceFrameTest {

    private static final RecordShape SHAPE = new RecordShape("topic", 10, 1001, 7);

    private final FreshBytes fresh = new FreshBytes(1);
    private final ProduceFrame frame = ProduceFrame.of(SHAPE, new int[] {3, 8}, "test");

    @Test
    void isARequestWithOneSoundBatchForEachPartition() {
        Request request = read(frame.renew(77, 0, fresh));

        assertThat(request.header().apiKey()).isEqualTo(ApiKeys.PRODUCE);
        assertThat(request.header().correlationId()).isEqualTo(77);
        assertThat(request.partitions()).extracting(PartitionProduceData::index).containsExactly(3, 8);
        assertThat(request.batches()).hasSize(2).allSatisfy(batch -> {
            assertThat(batch.isValid()).isTrue();
            assertThat(batch.countOrNull()).isEqualTo(7);
        });
        assertThat(frame.records()).isEqualTo(14);
        assertThat(frame.valueBytes()).isEqualTo(14 * 1001);
    }

    @Test
    void noValueIsEverSentTwice() {
        var values = new HashSet<ByteBuffer>();
        for (int i = 0; i < 10; i++) {
            values.addAll(read(frame.renew(i, 0, fresh)).values());
        }

        assertThat(values).hasSize(10 * 14).allMatch(value -> value.remaining() == 1001);
    }

    @Test
    void valuesOfConnectionsDiffer() {
        List<ByteBuffer> first = read(frame.renew(0, 0, new FreshBytes(1))).values();
        List<ByteBuffer> second = read(frame.renew(0, 0, new FreshBytes(2))).values();

        assertThat(first).doesNotContainAnyElementsOf(second);
    }

    private record Request(RequestHeader header, ProduceRequestData data) {

        List<PartitionProduceData> partitions() {
            return data.topicData().iterator().next().partitionData();
        }

        List<RecordBatch> batches() {
            var batches = new ArrayList<RecordBatch>();
            partitions()
                    .forEach(partition ->
                            ((MemoryRecords) partition.records()).batches().forEach(batches::add));
            return batches;
        }

        List<ByteBuffer> values() {
            var values = new ArrayList<ByteBuffer>();
            for (RecordBatch batch : batches()) {
                for (Record record : batch) {
                    values.add(record.value());
                }
            }
            return values;
        }
    }

    private static Request read(ByteBuffer sent) {
        ByteBuffer bytes = ByteBuffer.allocate(sent.remaining()).put(sent).flip();
        assertThat(bytes.getInt()).isEqualTo(bytes.remaining());
        RequestHeader header = RequestHeader.parse(bytes);
        return new Request(header, new ProduceRequestData(new ByteBufferAccessor(bytes), ProduceFrame.VERSION));
    }
}
