package io.varve.simulation.load;

import io.varve.simulation.check.OffsetBook;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.protocol.Errors;

/// What is asked about the offset that the transactions of one id commit: as consumers of committed records do, which
/// do
/// not go on while a transaction may change it, and as those do that take what there is.
final class TransactionQuestions implements OffsetWatcher.Questions {

    static final OffsetWatcher.Pace PACE = new OffsetWatcher.Pace(1_000, 30_000_000_000L);

    private final Surroundings around;
    private final OffsetBook book;
    private final TopicPartition partition;

    TransactionQuestions(Surroundings around, OffsetBook book, TopicPartition partition) {
        this.around = around;
        this.book = book;
        this.partition = partition;
    }

    @Override
    public OffsetWatcher.Question next(SplittableRandom chances) {
        boolean stable = chances.nextBoolean();
        long atLeast = book.atLeast(stable);
        return new OffsetWatcher.Question(partition, stable, told -> hear(told, atLeast));
    }

    private void hear(OffsetFetchResponsePartitions told, long atLeast) {
        Errors error = Errors.forCode(told.errorCode());
        around.count(error.name());
        if (error == Errors.NONE) {
            book.told(told.committedOffset(), atLeast);
        }
    }
}
