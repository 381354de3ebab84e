package io.varve.groups.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.groups.GroupNode;
import io.varve.groups.claim.ClaimListener;
import io.varve.groups.claim.Claims;
import io.varve.groups.claim.HeldClaim;
import io.varve.metadata.cluster.TransactionOperations;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.state.Outcome;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.coordinator.common.runtime.CoordinatorPlayback;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClaimLogsTest {

    private static final TopicPartition SHARD = ClaimLogs.partition(0);
    private static final CoordinatorPlayback<CoordinatorRecord> PLAYBACK = new NothingToPlay();

    private final GroupNode node = new GroupNode(new MemoryObjectStore(new ManualDoors()), new MemoryJournal(true), 1);
    private final BlockingQueue<HeldClaim> claimed = new LinkedBlockingQueue<>();
    private final Claims claims = new Claims(node.cluster, new Collecting());
    private final ClaimLogs logs = new ClaimLogs(
            new RepeatedCommits(Duration.ofDays(7)),
            node.cluster::catalog,
            new TransactionVerification(node.cluster),
            node.cluster.doors());

    private final class Collecting implements ClaimListener {

        @Override
        public void claimed(HeldClaim claim) {
            claimed.add(claim);
        }

        @Override
        public void ended(HeldClaim claim) {}
    }

    private static final class NothingToPlay implements CoordinatorPlayback<CoordinatorRecord> {

        @Override
        public void replay(long offset, long producerId, short producerEpoch, CoordinatorRecord record) {
            throw new AssertionError("there is nothing to replay");
        }

        @Override
        public void replayEndTransactionMarker(
                long producerId, short producerEpoch, org.apache.kafka.common.requests.TransactionResult result) {
            throw new AssertionError("there are no transactions");
        }

        @Override
        public void updateLastWrittenOffset(long offset) {}

        @Override
        public void updateLastCommittedOffset(long offset) {}
    }

    @AfterEach
    void close() {
        claims.close();
        node.close();
    }

    /// It may have gone from one claim of this process to another, and still be at what came under the first.
    @Test
    void nothingThatTheCoordinatorHadInMemoryIsWrittenUnderALaterClaim() throws Exception {
        claims.ask(0);
        HeldClaim first = claimed.take();
        logs.open(first);
        logs.load(SHARD, PLAYBACK).join();
        append();
        first.lose("a write failed");
        node.time.advance(Duration.ofSeconds(2));
        HeldClaim second = claimed.take();
        logs.close(first);
        logs.open(second);

        assertThat(logs.claim(0)).contains(second);
        assertThatExceptionOfType(NotCoordinatorException.class).isThrownBy(this::append);

        logs.load(SHARD, PLAYBACK).join();
        append();
        assertThat(second.isHeld()).isTrue();
    }

    @Test
    void aClaimThatHasEndedIsNotBegunWith() throws Exception {
        claims.ask(0);
        HeldClaim claim = claimed.take();
        logs.open(claim);
        logs.close(claim);

        assertThat(logs.claim(0)).isEmpty();
        assertThatExceptionOfType(NotCoordinatorException.class).isThrownBy(() -> logs.load(SHARD, PLAYBACK));
    }

    /// As soon as the home shard knows that a group shard does, the producer's next transaction may have
    /// offsets there, which are not to be committed, or dropped, with those of the one before.
    @Test
    void endOfATransactionIsNotWrittenOnceItsHomeKnowsThatItWas() throws Exception {
        TransactionOperations transactions = node.cluster.transactions();
        ProducerIdAndEpoch producer = ((Outcome.Producer) transactions.init("t", 60_000, Optional.empty())).producer();
        transactions.addGroupShard("t", producer, false, 0);
        claims.ask(0);
        logs.open(claimed.take());
        logs.load(SHARD, PLAYBACK).join();
        assertThatExceptionOfType(InvalidTxnStateException.class).isThrownBy(() -> end(producer, true));

        transactions.end("t", producer, true, false);
        assertThatExceptionOfType(InvalidTxnStateException.class).isThrownBy(() -> end(producer, false));
        end(producer, true);
        end(producer, true);

        transactions.homeOf("t").proposeAndWait(new TransactionCommand.Marked("t", 1, true, 0));
        assertThatExceptionOfType(InvalidTxnStateException.class).isThrownBy(() -> end(producer, true));
    }

    private void end(ProducerIdAndEpoch producer, boolean commit) {
        var marker = new EndTransactionMarker(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 0);
        logs.append(
                SHARD,
                VerificationGuard.SENTINEL,
                MemoryRecords.withEndTransactionMarker(producer.producerId(), producer.epoch(), marker),
                (short) 0);
    }

    private void append() {
        var batch = MemoryRecords.withRecords(
                RecordBatch.MAGIC_VALUE_V2,
                0,
                Compression.NONE,
                TimestampType.CREATE_TIME,
                new SimpleRecord(new byte[] {0, 9, 1}, new byte[] {0, 0}));
        logs.append(SHARD, VerificationGuard.SENTINEL, batch, (short) 0);
    }
}
