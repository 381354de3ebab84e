package io.varve.clients.transactions;

import static java.util.Objects.requireNonNull;

import io.varve.clients.Connections;
import io.varve.clients.transactions.TransactionLine.Outcome;
import io.varve.clients.transactions.TransactionLine.Sent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The Java client's transactional producer, which commits and aborts by turns; the verb `transact` of the README of
/// `clients`.
public final class Transactor {
    private static final int PARTITIONS = 4;
    private static final int RECORDS = PARTITIONS + 1; // two in one of them
    private static final int FAILURES_MIN = 50; // so many may always fail, and as many as are asked for
    private static final int COMMIT_TRIES = 3;

    private final String bootstrap;
    private final String topic;
    private final String id;
    private @Nullable Producer<byte[], byte[]> producer;

    private Transactor(String bootstrap, String topic, String id) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.id = id;
    }

    /// Until `count` transactions are committed and as many are aborted as was decided.
    public static void run(String bootstrap, String topic, String id, int count) {
        new Transactor(bootstrap, topic, id).run(count);
    }

    private void run(int count) {
        int committed = 0;
        int aborted = 0;
        int failures = 0;
        for (long number = 0; committed < count || aborted < count; number++) {
            Outcome decided = number % 2 == 0 ? Outcome.COMMIT : Outcome.ABORT;
            List<Sent> records = records(number);
            Outcome outcome = transact(decided, records);
            System.out.println(new TransactionLine(number, decided, outcome, records).line());
            if (outcome != decided && ++failures > Math.max(FAILURES_MIN, count)) {
                throw new IllegalStateException(failures + " transactions failed");
            }
            committed += outcome == decided && decided == Outcome.COMMIT ? 1 : 0;
            aborted += outcome == decided && decided == Outcome.ABORT ? 1 : 0;
        }
        discardProducer();
    }

    /// Over all partitions, each time from another one.
    private static List<Sent> records(long number) {
        return IntStream.range(0, RECORDS)
                .mapToObj(i -> new Sent((int) ((number + i) % PARTITIONS), number + "-" + i))
                .toList();
    }

    private Outcome transact(Outcome decided, List<Sent> records) {
        boolean commitAsked = false;
        try {
            Producer<byte[], byte[]> current = producer();
            current.beginTransaction();
            for (Sent sent : records) {
                current.send(new ProducerRecord<>(topic, sent.partition(), bytes(id), bytes(sent.value())));
            }
            if (decided == Outcome.COMMIT) {
                commitAsked = true;
                commit(current);
                return Outcome.COMMIT;
            }
            current.flush(); // an abort would drop what has not been sent
            current.abortTransaction();
            return Outcome.ABORT;
        } catch (ApplicationRecoverableException
                | AuthorizationException
                | OutOfOrderSequenceException
                | TimeoutException e) {
            report(e);
            discardProducer();
            return commitAsked ? Outcome.UNKNOWN : Outcome.ABORT;
        } catch (KafkaException e) {
            report(e);
            return abort() || !commitAsked ? Outcome.ABORT : Outcome.UNKNOWN;
        }
    }

    /// After a time-out nothing else may be tried than the commit again.
    private static void commit(Producer<byte[], byte[]> current) {
        for (int attempt = 1; ; attempt++) {
            try {
                current.commitTransaction();
                return;
            } catch (TimeoutException e) {
                report(e);
                if (attempt == COMMIT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private boolean abort() {
        if (producer == null) {
            return false;
        }
        try {
            producer.abortTransaction();
            return true;
        } catch (KafkaException | IllegalStateException e) {
            report(e);
            discardProducer();
            return false;
        }
    }

    /// One that has made sure that no transaction of an earlier one is open.
    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = Connections.producer(
                    bootstrap, Map.of("transactional.id", id, "transaction.timeout.ms", timeoutMs(), "linger.ms", 0));
            producer.initTransactions();
        }
        return requireNonNull(producer);
    }

    private static int timeoutMs() {
        return Integer.parseInt(System.getenv().getOrDefault("TRANSACTION_TIMEOUT_MS", "60000"));
    }

    private void discardProducer() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private static void report(RuntimeException e) {
        System.err.println(e);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
