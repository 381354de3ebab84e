package io.varve.ingest.produce;

import io.varve.core.CrashPoint;
import io.varve.core.Doors;
import io.varve.ingest.produce.ProducedTransaction.Said;
import io.varve.ingest.write.BatchOutcome;
import io.varve.ingest.write.IncomingBatch;
import io.varve.ingest.write.PendingAppend;
import io.varve.ingest.write.WritePath;
import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Deadline;
import io.varve.kafka.api.ErrorCodes;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.SharedVersions;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.records.BatchCheck;
import io.varve.kafka.transaction.TransactionOwners;
import io.varve.kafka.transaction.TransactionOwners.Turn;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.replica.ClockGuard;
import io.varve.metadata.replica.ClockSkewException;
import io.varve.metadata.state.BatchRejection;
import io.varve.metadata.state.BatchVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/// Produce, versions 3–12.
///
/// Every batch is durable and has its offset before it is acknowledged, whatever `acks` says. With acks=0 there is no
/// answer, and a batch that is not taken ends the connection, as on Kafka. A batch whose outcome is open when the
/// request's time is up gets REQUEST_TIMED_OUT: it may be in the log now, or later. A topic or partition that this node
/// does not know is looked for in a fresh catalog before it is called unknown; requests that follow on the connection
/// wait for that, so that their batches stay behind.
///
/// The first batch of a partition in a transaction waits in the same way until the partition is part of it, see
/// [ProducedTransaction]. By the old protocol all come by one connection, see [TransactionOwners].
public final class Api00Produce implements ApiHandler<ProduceRequestData> {

    private static final short ACKS_ALL = -1;
    private static final short ACKS_NONE = 0;
    private static final short ACKS_LEADER = 1;

    private final Cluster cluster;
    private final WritableTopics topics;
    private final ProducedBatches batches = new ProducedBatches();
    private final ClockGuard clock;
    private final WritePath writePath;
    private final ArrivalOrder arrivals;
    private final RefusedBatches refused;
    private final TransactionOwners owners;
    private final Doors doors;

    public Api00Produce(Cluster cluster, WritePath writePath, TransactionOwners owners) {
        this.cluster = cluster;
        this.writePath = writePath;
        this.owners = owners;
        doors = cluster.doors();
        topics = new WritableTopics(cluster);
        clock = cluster.stores().clockGuard();
        arrivals = new ArrivalOrder(doors.threads());
        refused = new RefusedBatches(cluster);
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.PRODUCE;
    }

    @Override
    public VersionRange versions() {
        return SharedVersions.PRODUCE;
    }

    @Override
    public CompletionStage<Reply> handle(RequestContext context, ProduceRequestData request) {
        boolean validAcks = request.acks() == ACKS_ALL || request.acks() == ACKS_NONE || request.acks() == ACKS_LEADER;
        if (!validAcks) {
            String reason = "acks are -1, 0 or 1, not " + request.acks();
            return CompletableFuture.completedFuture(
                    new Produce(context, request, null).refuseAll(Errors.INVALID_REQUIRED_ACKS, reason));
        }
        return switch (ProducedTransaction.of(cluster, topics, context.version(), request)) {
            case Said.Nothing _ -> pass(new Produce(context, request, null));
            case Said.Of(ProducedTransaction transaction) ->
                transaction
                        .producerOfMany()
                        .map(producer -> passByOne(new Produce(context, request, transaction), producer))
                        .orElseGet(() -> pass(new Produce(context, request, transaction)));
            case Said.Nonsense(String message) ->
                CompletableFuture.completedFuture(
                        new Produce(context, request, null).refuseAll(Errors.INVALID_PRODUCER_ID_MAPPING, message));
        };
    }

    /// Of a producer that has one epoch for many transactions.
    private CompletionStage<Reply> passByOne(Produce produce, ProducerIdAndEpoch producer) {
        Optional<Turn> turn = owners.admit(producer, produce.context.connection());
        if (turn.isEmpty()) {
            refused.refuse(produce.request);
            return CompletableFuture.completedFuture(produce.refuseAll(
                    Errors.NOT_ENOUGH_REPLICAS, "the producer has another connection, or had, with requests left"));
        }
        produce.turn = turn.get();
        try {
            return pass(produce);
        } catch (RuntimeException e) {
            produce.endTurn();
            throw e;
        }
    }

    private CompletionStage<Reply> pass(Produce produce) {
        return arrivals.pass(produce.context.connection().id(), produce);
    }

    private static ProduceAnswer answerTo(RequestContext context) {
        return new ProduceAnswer((int) Math.min(context.held().toMillis(), Integer.MAX_VALUE));
    }

    /// One request.
    private final class Produce implements ArrivalOrder.Step<Reply> {

        private final RequestContext context;
        private final ProduceRequestData request;
        private final @Nullable ProducedTransaction transaction;
        private final ProduceAnswer answer;
        private final long arrival = refused.arrive();
        private final List<Written> written = new ArrayList<>();

        /// Until nothing more can come of the request; null if it needs none.
        private @Nullable Turn turn;

        /// A batch that goes to the write path.
        private record Written(IncomingBatch batch, ProduceAnswer.Place place, long logAppendTimeMs) {}

        /// @param transaction null if none of the batches is part of one
        Produce(RequestContext context, ProduceRequestData request, @Nullable ProducedTransaction transaction) {
            this.context = context;
            this.request = request;
            this.transaction = transaction;
            this.answer = answerTo(context);
        }

        @Override
        public boolean ready() {
            return topics.knowsAll(request) && (transaction == null || transaction.ready());
        }

        @Override
        public void prepare() {
            if (!topics.knowsAll(request)) {
                topics.lookUp(request);
            }
            if (transaction != null && !transaction.ready()) {
                transaction.prepare();
            }
        }

        @Override
        public CompletionStage<Reply> begin() {
            try {
                return write();
            } catch (RuntimeException e) {
                endTurn();
                throw e;
            }
        }

        private void endTurn() {
            if (turn != null) {
                turn.close();
            }
        }

        private CompletionStage<Reply> write() {
            long nowMs;
            try {
                nowMs = clock.wallMs();
            } catch (ClockSkewException e) {
                // A clock in doubt decides nothing about timestamps that clients would take for final.
                return refuse(e);
            }
            if (transaction != null && refusal() != Errors.NONE) {
                refused.refuse(request);
            }
            for (TopicProduceData topic : request.topicData()) {
                ProduceAnswer.Topic topicAnswer = answer.addTopic(topic.name());
                for (PartitionProduceData partition : topic.partitionData()) {
                    check(topic.name(), partition, nowMs, topicAnswer.addPartition(partition.index()));
                }
            }
            PendingAppend append =
                    writePath.append(written.stream().map(Written::batch).toList(), timeLeft());
            context.keepBytesUntil(append.released());
            append.released().thenRun(this::endTurn);
            return append.answer().thenApply(this::acknowledge);
        }

        @Override
        public CompletionStage<Reply> refuse(RuntimeException cause) {
            endTurn();
            refused.refuse(request);
            // Of another node it might be taken, where it is the clock.
            Errors error = cause instanceof ClockSkewException ? Errors.NOT_LEADER_OR_FOLLOWER : ErrorCodes.of(cause);
            return error == Errors.UNKNOWN_SERVER_ERROR
                    ? CompletableFuture.failedFuture(cause)
                    : CompletableFuture.completedFuture(refuseAll(error, String.valueOf(cause.getMessage())));
        }

        Reply refuseAll(Errors error, String reason) {
            for (TopicProduceData topic : request.topicData()) {
                ProduceAnswer.Topic topicAnswer = answer.addTopic(topic.name());
                for (PartitionProduceData partition : topic.partitionData()) {
                    topicAnswer.addPartition(partition.index()).refuse(error, reason);
                }
            }
            return reply();
        }

        @Override
        public CompletionStage<Reply> bounded(CompletionStage<Reply> waiting) {
            context.keepBytesUntil(waiting);
            return Deadline.bound(waiting, request.timeoutMs(), doors.timers());
        }

        private void check(String topicName, PartitionProduceData partition, long nowMs, ProduceAnswer.Place place) {
            Optional<Topic> topic = topics.find(topicName, partition.index());
            if (topic.isEmpty()) {
                place.refuse(
                        Errors.UNKNOWN_TOPIC_OR_PARTITION,
                        "there is no partition " + topicName + "-" + partition.index());
                return;
            }
            switch (batches.check(context.version(), topic.get(), partition, nowMs)) {
                case BatchCheck.Failed failed -> place.refuse(failed);
                case BatchCheck.Passed passed
                when passed.header().transactional() && refusal() != Errors.NONE ->
                    place.refuse(refusal(), refusal().message());
                case BatchCheck.Passed passed
                when refused.blocks(
                        topic.get(), partition.index(), passed.header().meta(), arrival) ->
                    place.refuse(
                            Errors.KAFKA_STORAGE_ERROR, "a batch that the producer sent before this one was refused");
                case BatchCheck.Passed passed -> {
                    IncomingBatch batch = batches.incoming(topic.get(), partition.index(), passed);
                    boolean logAppendTime = passed.header().logAppendTime();
                    written.add(new Written(
                            batch, place, logAppendTime ? passed.header().maxTimestampMs() : -1));
                }
            }
        }

        /// Why no batch of a transaction can be written, NONE if they may be.
        private Errors refusal() {
            return transaction == null ? Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED : transaction.refusal();
        }

        private Duration timeLeft() {
            long passedNanos = doors.clock().nanoTime() - context.receivedNanos();
            Duration left = Duration.ofMillis(request.timeoutMs()).minusNanos(passedNanos);
            return left.isNegative() ? Duration.ZERO : left;
        }

        private Reply acknowledge(List<BatchOutcome> outcomes) {
            doors.crashPoints().reach(CrashPoint.BEFORE_ACKNOWLEDGE);
            for (int i = 0; i < outcomes.size(); i++) {
                Written batch = written.get(i);
                batch.place().fill(outcomes.get(i), batch.logAppendTimeMs());
                explain(batch, outcomes.get(i));
            }
            return reply();
        }

        /// Why a batch is no part of its transaction only the transaction's home shard knows.
        private void explain(Written batch, BatchOutcome outcome) {
            if (transaction != null
                    && outcome instanceof BatchOutcome.Decided(BatchVerdict.Rejected(BatchRejection rejection))
                    && rejection == BatchRejection.INVALID_TXN_STATE
                    && batch.batch().meta().transactional()) {
                Errors reason = transaction.reasonOf(batch.batch().destination().partition());
                batch.place().refuse(reason, reason.message());
            }
        }

        private Reply reply() {
            return request.acks() == ACKS_NONE ? answer.withoutAnswer() : answer.answer();
        }
    }
}
