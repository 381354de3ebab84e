package io.varve.groups.coordinator;

import io.varve.core.Timers;
import io.varve.groups.claim.ClaimLostException;
import io.varve.groups.claim.HeldClaim;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.journal.Journal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.coordinator.common.runtime.PartitionWriter;
import org.apache.kafka.storage.internals.log.VerificationGuard;

/// The log of one shard under one claim, as Kafka's coordinator writes to it: an append gets its offsets at once, and
/// is durable when the high watermark has come so far.
final class ClaimLog {

    /// What the largest entry has room for beside its frame.
    static final int MAX_PACKED_BYTES = Journal.MAX_ENTRY_BYTES - 4 * 1024;

    private static final Duration CONFIRM_AGAIN = Duration.ofMillis(200);

    /// In one write. Keys have the names of a group and of a topic.
    private static final int MOST_REMOVED = 1000;

    private final HeldClaim claim;
    private final TopicPartition shard;
    private final Set<PartitionWriter.Listener> listeners = new CopyOnWriteArraySet<>();

    private final RepeatedCommits repeated;
    private final TransactionVerification verification;
    private final Timers timers;
    private final OngoingTransactions transactions = new OngoingTransactions();

    /// Set when the log is loaded, and then owned by whoever holds the coordinator's lock of the shard, as
    /// the next one is. It counts for the coordinator alone from then on, since what is not worth an entry
    /// counts too.
    private long endOffset;

    /// The end of the last append that became a write.
    private long writtenOffset;

    /// Held while the coordinator is told how far its appends are durable, so that it never hears of less.
    private final ReentrantLock telling = new ReentrantLock();

    /// Written under the lock.
    private volatile long highWatermark;

    ClaimLog(
            HeldClaim claim,
            TopicPartition shard,
            RepeatedCommits repeated,
            TransactionVerification verification,
            Timers timers) {
        this.claim = claim;
        this.shard = shard;
        this.repeated = repeated;
        this.verification = verification;
        this.timers = timers;
    }

    HeldClaim claim() {
        return claim;
    }

    Set<PartitionWriter.Listener> listeners() {
        return listeners;
    }

    /// What the coordinator begins with.
    HeldClaim.Contents load() {
        HeldClaim.Contents contents = claim.contents();
        endOffset = contents.endOffset();
        writtenOffset = endOffset;
        highWatermark = endOffset;
        contents.pending().forEach(pending -> transactions.put(pending.producer()));
        return contents;
    }

    OngoingTransactions transactions() {
        return transactions;
    }

    /// Removes records that the coordinator has not been told of.
    void remove(List<GroupRecord> tombstones) {
        for (int from = 0; from < tombstones.size(); from += MOST_REMOVED) {
            int to = Math.min(from + MOST_REMOVED, tombstones.size());
            claim.write(GroupRecords.of(tombstones.subList(from, to)), () -> {});
        }
    }

    /// @param guard by which a transaction was found to be open
    /// @param epochRises whether each transaction of a producer has an epoch of its own, if this is the end of one
    /// @return the offset after the last record
    /// @throws InvalidTxnStateException if a transaction that is to commit offsets has ended, or one that is to end
    long append(MemoryRecords records, VerificationGuard guard, boolean epochRises) {
        RecordBatch batch = records.batches().iterator().next();
        var producer = new ProducerIdAndEpoch(batch.producerId(), batch.producerEpoch());
        if (batch.isControlBatch()) {
            return end(producer, isCommit(batch), epochRises);
        }
        return batch.isTransactional() ? appendPending(producer, copy(records), guard) : append(copy(records));
    }

    private static boolean isCommit(RecordBatch marker) {
        return ControlRecordType.parse(marker.iterator().next().key()) == ControlRecordType.COMMIT;
    }

    private long appendPending(ProducerIdAndEpoch producer, List<GroupRecord> records, VerificationGuard guard) {
        GroupRecords packed = packed(records);
        transactions.add(producer, guard);
        long end = endOffset + records.size();
        claimed(() -> claim.writePending(producer, packed, () -> tell(end)));
        return written(end);
    }

    private long end(ProducerIdAndEpoch producer, boolean commit, boolean epochRises) {
        if (!verification.isToBeTold(shard.partition(), producer, commit)) {
            // It was on its way for long, and what is pending now may be the next one's.
            throw new InvalidTxnStateException("the shard has been told how the transaction was decided");
        }
        long end = endOffset + 1;
        // Before it is written: as soon as it is durable, the next transaction asks.
        transactions.end(producer, epochRises);
        claimed(() -> claim.endPending(producer, commit, () -> tell(end)));
        return written(end);
    }

    private long written(long end) {
        writtenOffset = end;
        endOffset = end;
        return end;
    }

    private static List<GroupRecord> copy(MemoryRecords batch) {
        var records = new ArrayList<GroupRecord>();
        for (Record each : batch.records()) {
            records.add(new GroupRecord(copy(each.key()), each.hasValue() ? copy(each.value()) : null));
        }
        return records;
    }

    private long append(List<GroupRecord> records) {
        long end = endOffset + records.size();
        // While a write is under way, nobody knows yet what will be repeated.
        if (highWatermark >= writtenOffset && repeated.all(records, claim::value)) {
            confirm(end);
        } else {
            write(records, end);
            writtenOffset = end;
        }
        endOffset = end;
        return end;
    }

    /// What is durable already needs no write, but whoever says so has to have the claim.
    private void confirm(long end) {
        claim.confirmed().whenComplete((done, failure) -> {
            if (failure == null) {
                tell(end);
            } else if (claim.isHeld()) {
                // The journal could not be read: no reason to give up all groups of the shard.
                timers.after(CONFIRM_AGAIN, () -> confirm(end));
            }
        });
    }

    private void write(List<GroupRecord> records, long end) {
        GroupRecords packed = packed(records);
        claimed(() -> claim.write(packed, () -> tell(end)));
    }

    private GroupRecords packed(List<GroupRecord> records) {
        GroupRecords packed = GroupRecords.of(records);
        if (packed.encodedBytes() > MAX_PACKED_BYTES) {
            throw new RecordTooLargeException("the group's records come to " + packed.encodedBytes()
                    + " bytes in the journal, at most " + MAX_PACKED_BYTES + " fit into an entry");
        }
        if (!claim.hasRoom()) {
            throw new NotEnoughReplicasException("the journal does not take the group's records");
        }
        return packed;
    }

    private static void claimed(Runnable write) {
        try {
            write.run();
        } catch (ClaimLostException e) {
            throw new NotCoordinatorException(e.getMessage());
        }
    }

    /// Nobody is told anything any more.
    void close() {
        telling.lock();
        try {
            listeners.clear();
        } finally {
            telling.unlock();
        }
    }

    private void tell(long end) {
        telling.lock();
        try {
            if (end > highWatermark) {
                highWatermark = end;
                listeners.forEach(listener -> listener.onHighWatermarkUpdated(shard, end));
            }
        } finally {
            telling.unlock();
        }
    }

    /// The coordinator uses its buffers again.
    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
}
