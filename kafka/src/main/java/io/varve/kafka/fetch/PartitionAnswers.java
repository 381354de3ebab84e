package io.varve.kafka.fetch;

import io.varve.kafka.codec.BatchSequence;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

/// Answers without records.
public final class PartitionAnswers {

    private static final long NO_OFFSET = -1;

    private PartitionAnswers() {}

    public static PartitionData failed(PartitionKey key, Errors error) {
        return empty(key, NO_OFFSET, NO_OFFSET, NO_OFFSET).setErrorCode(error.code());
    }

    /// The consumer is to go on at another node.
    public static PartitionData elsewhere(
            PartitionKey key, int nodeId, long logStartOffset, long lastStableOffset, long highWatermark) {
        return empty(key, logStartOffset, lastStableOffset, highWatermark).setPreferredReadReplica(nodeId);
    }

    private static PartitionData empty(
            PartitionKey key, long logStartOffset, long lastStableOffset, long highWatermark) {
        return new PartitionData()
                .setPartitionIndex(key.partition())
                .setHighWatermark(highWatermark)
                .setLastStableOffset(lastStableOffset)
                .setLogStartOffset(logStartOffset)
                .setAbortedTransactions(null)
                .setRecords(new BatchSequence(List.of()));
    }
}
