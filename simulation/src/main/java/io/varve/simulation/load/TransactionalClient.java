package io.varve.simulation.load;

import io.varve.kafka.api.ClientConnection;
import io.varve.simulation.check.OffsetBook;
import io.varve.simulation.cluster.Serving;
import io.varve.simulation.world.Violation;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;
import org.jspecify.annotations.Nullable;

/// An application with a transactional id. Now and then its producer crashes in the middle of a transaction, and
/// another one takes its place; the former may not know that it is to be dead, and goes on for a while.
public final class TransactionalClient implements Producer {

    private static final int REPLACED_ONE_IN = 60;
    private static final long REPLACED_AFTER_MS = 1_000;
    private static final int TRANSACTIONS_OF_A_ZOMBIE = 3;
    private static final long REPLACED_NEVER = Long.MAX_VALUE;

    private final Surroundings around;
    private final int number;
    private final boolean epochRises;
    private final List<Target> targets;
    private final SplittableRandom chances;
    private final OffsetWatcher watcher;
    private @Nullable TransactionalProducer newest;
    private @Nullable TransactionalProducer zombie;
    private int ofZombie;

    /// When it was known that another than the zombie has begun to use the id.
    private long replacedNanos = REPLACED_NEVER;

    private int lives;
    private int toMake;
    private long offsets;
    private boolean restless = true;

    /// What records are sent to.
    ///
    /// @param keys how many keys they have there, 0 if none
    public record Target(TopicPartition partition, int keys) {}

    /// @param number of the producer
    /// @param epochRises whether by KIP-890
    /// @param targets what it writes to
    public TransactionalClient(
            Surroundings around, int number, boolean epochRises, List<Target> targets, SplittableRandom chances) {
        this.around = around;
        this.number = number;
        this.epochRises = epochRises;
        this.targets = List.copyOf(targets);
        this.chances = chances;
        OffsetBook offsets = around.transactions().offsets(transactionalId(), group(), committedPartition());
        watcher = new OffsetWatcher(
                around,
                new GroupRequests(group(), Map.of()),
                TransactionQuestions.PACE,
                new TransactionQuestions(around, offsets, committedPartition()),
                chances.split());
    }

    @Override
    public void produce(int transactions) {
        toMake += transactions;
        if (newest == null) {
            watcher.start();
            replace(1);
        }
    }

    /// Nobody crashes any more.
    public void calm() {
        restless = false;
        if (zombie != null) {
            zombie.end();
        }
    }

    /// Nobody asks for its offset any more.
    public void stop() {
        watcher.stop();
    }

    @Override
    public boolean isDone() {
        return toMake == 0 && newest != null && !newest.hasEnded() && newest.isIdle();
    }

    @Override
    public String toString() {
        return transactionalId() + " with " + toMake + " transactions to go";
    }

    String transactionalId() {
        return "transactions-" + number;
    }

    int number() {
        return number;
    }

    boolean isRestless() {
        return restless;
    }

    Target target(SplittableRandom of) {
        return targets.get(of.nextInt(targets.size()));
    }

    /// Of the group whose offsets it commits.
    String group() {
        return "read-by-" + transactionalId();
    }

    TopicPartition committedPartition() {
        return targets.getFirst().partition();
    }

    long nextOffset() {
        return offsets++;
    }

    BiFunction<Serving, ClientConnection, CompletionStage<Coordinator>> findGroupCoordinator() {
        return GroupRequests.findCoordinator(CoordinatorType.GROUP, group());
    }

    /// Whether a producer may begin a transaction.
    boolean mayBegin(TransactionalProducer producer) {
        if (producer != newest) {
            return ofZombie-- > 0;
        }
        if (toMake == 0) {
            return false;
        }
        toMake--;
        return true;
    }

    /// Has another producer take the place of one now and then.
    boolean replaces(TransactionalProducer producer) {
        if (!restless || producer != newest || chances.nextInt(REPLACED_ONE_IN) > 0) {
            return false;
        }
        if (zombie != null) {
            zombie.end();
        }
        zombie = producer;
        ofZombie = TRANSACTIONS_OF_A_ZOMBIE;
        replacedNanos = REPLACED_NEVER;
        if (chances.nextInt(3) == 0) {
            producer.end();
        }
        replace(REPLACED_AFTER_MS);
        return true;
    }

    /// A producer is told that it is not the one any more.
    void lost(TransactionalProducer producer) {
        if (producer == newest) {
            toMake += producer.isIdle() ? 0 : 1;
            replace(REPLACED_AFTER_MS);
        }
    }

    private void replace(long afterMs) {
        var next = new TransactionalProducer(
                around,
                this,
                new TransactionRequests(transactionalId(), epochRises, 8_000 + chances.nextInt(12_000)),
                lives++,
                chances.split());
        newest = next;
        around.after(afterMs, next::start);
    }

    /// A producer knows that it is the one.
    void began(TransactionalProducer producer) {
        if (producer == newest && replacedNanos == REPLACED_NEVER) {
            replacedNanos = around.world().scheduler().nowNanos();
        }
    }

    /// What a producer has asked for after another one was known to have taken its place may not happen.
    void requireNotReplaced(TransactionalProducer producer, long sentNanos, String what) {
        if (producer != newest && sentNanos > replacedNanos) {
            throw new Violation(what + " of " + producer + ", and it was sent after " + newest + " had begun");
        }
    }
}
