package io.varve.simulation.torture;

import io.varve.simulation.history.Action;
import io.varve.simulation.history.Details;
import io.varve.simulation.history.Details.Consumed;
import io.varve.simulation.history.ProducerKind;
import io.varve.simulation.torture.Attempt.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/// Carries out transactions one after another, by one producer after another of the same transactional id;
/// if it copies, each of them consumes records and commits their offsets, and the next producer goes on
/// where the last commit was.
///
/// A producer is left as programs leave one: closed, or gone in the middle of a transaction, or taken for gone: then it
/// asks for the commit after its successor has begun.
final class Transactor implements Runnable {

    private static final int TRANSACTIONS_OF_A_PRODUCER = 40;
    private static final int MAX_RECORDS = 12;
    private static final int ABORT_ONE_IN = 5;
    private static final int MAX_PAUSE_MS = 20;

    private final String name;
    private final @Nullable Copied copied;
    private final Target target;
    private final Load load;
    private final Random random;
    private @Nullable Attempt takenForGone;

    /// @param group whose offsets say what has been copied
    record Copied(String group, List<TopicPartition> partitions) {

        Copied {
            partitions = List.copyOf(partitions);
        }
    }

    /// @param copied what its transactions consume; nothing if they only write
    Transactor(String name, @Nullable Copied copied, Target target, Load load) {
        this.name = name;
        this.copied = copied;
        this.target = target;
        this.load = load;
        random = new Random(load.seed() ^ name.hashCode());
    }

    @Override
    public void run() {
        for (int life = 0; load.isSending(); life++) {
            live(name + "." + life);
        }
        if (takenForGone != null) {
            takenForGone.abandon("its producer was gone");
            takenForGone.closeProducer();
        }
    }

    private void live(String process) {
        load.history().begin(process, Action.OPEN, Details.NONE).ok(Details.ofProducer(ProducerKind.TRANSACTIONAL));
        Producer<byte[], byte[]> producer = Clients.transactional(target.bootstrap(), target.zone(), name);
        try {
            producer.initTransactions();
            haunt();
            if (copied == null) {
                transact(process, producer, null);
            } else {
                try (Input input = Input.of(process + "-input", copied, target, load)) {
                    transact(process, producer, input);
                }
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // Nobody lets it begin, or says where to begin.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MAX_PAUSE_MS));
        }
        if (takenForGone == null || !takenForGone.isOf(producer)) {
            producer.close(random.nextInt(4) == 0 ? Duration.ZERO : Clients.DELIVERY_TIMEOUT);
        }
    }

    private void haunt() {
        Attempt late = takenForGone;
        if (late != null) {
            takenForGone = null;
            late.commitTooLate();
            late.closeProducer();
        }
    }

    private void transact(String process, Producer<byte[], byte[]> producer, @Nullable Input input) {
        for (int i = 0; i < TRANSACTIONS_OF_A_PRODUCER && load.isSending(); i++) {
            Optional<Consumed> consumed = input == null ? Optional.empty() : input.poll();
            if (input != null && consumed.isEmpty()) {
                continue;
            }
            var attempt = new Attempt(process, producer, load, records(), consumed.orElse(null));
            try {
                attempt.write(input);
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException | IllegalStateException e) {
                if (!attempt.abort(e.toString())) {
                    return;
                }
                goBack(input);
                continue;
            }
            if (i == TRANSACTIONS_OF_A_PRODUCER - 1 && leave(attempt, producer)) {
                return;
            }
            if (random.nextInt(ABORT_ONE_IN) == 0) {
                if (!attempt.abort("on purpose")) {
                    return;
                }
                goBack(input);
            } else if (!attempt.commit()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_PAUSE_MS)));
        }
    }

    private static void goBack(@Nullable Input input) {
        if (input != null) {
            input.goBack();
        }
    }

    /// Perhaps goes in the middle of a transaction.
    private boolean leave(Attempt attempt, Producer<byte[], byte[]> producer) {
        int how = random.nextInt(3);
        if (how == 0) {
            producer.flush();
            takenForGone = attempt;
        } else if (how == 1) {
            attempt.closeProducer();
            attempt.abandon("its producer has gone");
        }
        return how < 2;
    }

    /// In the order of their values.
    private List<Written> records() {
        List<TopicPartition> partitions = Topics.ofBothShards(random);
        if (random.nextInt(4) == 0) {
            partitions = partitions.subList(0, 1);
        }
        var records = new ArrayList<Written>();
        for (TopicPartition partition : partitions) {
            for (int i = 1 + random.nextInt(MAX_RECORDS / partitions.size()); i > 0; i--) {
                records.add(new Written(partition, load.newValue()));
            }
        }
        return records;
    }
}
