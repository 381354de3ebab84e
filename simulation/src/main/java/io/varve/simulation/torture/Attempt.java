package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Consumed;
import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.Details.Send;
import io.varve.simulation.history.HistoryWriter.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One transaction, from its beginning to what its producer learns of its end. Owned by one thread.
final class Attempt {

    private static final int COMMIT_ATTEMPTS = 3;

    private final String process;
    private final Producer<byte[], byte[]> producer;
    private final Load load;
    private final List<Written> records;
    private final Operation operation;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /// @param value that nobody else sends
    record Written(TopicPartition partition, long value) {}

    /// It begins in the history, and nowhere else yet.
    Attempt(
            String process,
            Producer<byte[], byte[]> producer,
            Load load,
            List<Written> records,
            @Nullable Consumed consumed) {
        this.process = process;
        this.producer = producer;
        this.load = load;
        this.records = List.copyOf(records);
        List<Send> sends = records.stream()
                .map(record -> new Send(record.partition().toString(), record.value()))
                .toList();
        operation = load.history().begin(process, Action.TXN, Details.ofTransaction(sends, consumed));
        records.forEach(record -> load.sent());
    }

    /// Hands its records and offsets over.
    ///
    /// @throws KafkaException if they are not all taken
    void write(@Nullable Input input) {
        producer.beginTransaction();
        for (Written record : records) {
            TopicPartition partition = record.partition();
            sent.add(producer.send(
                    new ProducerRecord<>(partition.topic(), partition.partition(), null, Payload.of(record.value()))));
        }
        if (input != null) {
            producer.sendOffsetsToTransaction(input.offsets(), input.group());
        }
    }

    /// Returns whether the producer was told that it is aborted.
    boolean abort(String why) {
        boolean told = false;
        try {
            producer.abortTransaction();
            told = true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            // The next producer of this id aborts it, or the time does.
        }
        abandon(why);
        return told;
    }

    /// Nobody has asked for its commit, and nobody will; so it is aborted in the end, whoever does it.
    void abandon(String why) {
        ended(false);
        operation.failed(new Reason(why));
    }

    /// Returns whether the producer was told that it is committed.
    boolean commit() {
        Operation commit = load.history().begin(process, Action.COMMIT, Details.NONE);
        @Nullable RuntimeException last = null;
        for (int i = 0; i < COMMIT_ATTEMPTS; i++) {
            try {
                producer.commitTransaction();
                committed(commit);
                return true;
            } catch (TimeoutException e) {
                // The one failure after which it may be asked for again.
                last = e;
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException | IllegalStateException e) {
                last = e;
                break;
            }
        }
        var reason = new Reason(String.valueOf(last));
        ended(false);
        commit.unknown(reason);
        operation.unknown(reason);
        return false;
    }

    /// Asks for the commit after another producer has begun under the same id, which has aborted it. So if
    /// nobody says that it is committed, it is not.
    void commitTooLate() {
        Operation commit = load.history().begin(process, Action.COMMIT, Details.NONE);
        try {
            producer.commitTransaction();
            committed(commit);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            var reason = new Reason("too late: " + e);
            ended(false);
            commit.failed(reason);
            operation.failed(reason);
        }
    }

    boolean isOf(Producer<byte[], byte[]> other) {
        return producer == other;
    }

    /// The program ends without a word.
    void closeProducer() {
        producer.close(Duration.ZERO);
    }

    private void committed(Operation commit) {
        var sends = new ArrayList<Send>();
        for (int i = 0; i < records.size(); i++) {
            Written record = records.get(i);
            sends.add(new Send(record.partition().toString(), record.value(), offset(sent.get(i))));
        }
        ended(true);
        commit.ok(Details.NONE);
        operation.ok(Details.ofTransaction(sends, null));
    }

    /// Of a record of a transaction that is committed, and so was acknowledged.
    private static long offset(Future<RecordMetadata> acknowledged) {
        try {
            RecordMetadata at = acknowledged.get();
            return at.hasOffset() ? at.offset() : Details.NO_OFFSET;
        } catch (ExecutionException e) {
            throw new IllegalStateException("committed without a record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void ended(boolean ok) {
        records.forEach(record -> load.ended(ok));
    }
}
