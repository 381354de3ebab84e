package io.varve.segment.batch;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;

/// Makes the batches by which consumers hear how a transaction has ended, in Kafka's layout. Stateless.
public final class ControlBatch {

    /// A log that never truncates has one epoch.
    private static final int LEADER_EPOCH = 0;

    /// Kafka's coordinators are told apart by it; here nobody is one.
    private static final int COORDINATOR_EPOCH = 0;

    private ControlBatch() {}

    /// A whole batch of one control record, with its place in the log.
    public static ByteBuffer endOfTransaction(
            long offset, long timestampMs, long producerId, short producerEpoch, boolean commit) {
        var type = commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
        return MemoryRecords.withEndTransactionMarker(
                        offset,
                        timestampMs,
                        LEADER_EPOCH,
                        producerId,
                        producerEpoch,
                        new EndTransactionMarker(type, COORDINATOR_EPOCH))
                .buffer();
    }
}
