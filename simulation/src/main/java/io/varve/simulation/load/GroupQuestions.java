package io.varve.simulation.load;

import io.varve.simulation.check.GroupBook;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;

/// What is asked about the offsets that members of a group commit, of nodes that coordinate it and of nodes that did or
/// never will: whoever answers at all has to know of every commit that was acknowledged before.
final class GroupQuestions implements OffsetWatcher.Questions {

    static final OffsetWatcher.Pace PACE = new OffsetWatcher.Pace(500, 60_000_000_000L);

    private final GroupBook book;
    private final List<TopicPartition> partitions;

    GroupQuestions(GroupBook book, List<TopicPartition> partitions) {
        this.book = book;
        this.partitions = partitions;
    }

    @Override
    public OffsetWatcher.Question next(SplittableRandom chances) {
        TopicPartition partition = partitions.get(chances.nextInt(partitions.size()));
        long atLeast = book.highest(partition);
        return new OffsetWatcher.Question(
                partition, false, told -> book.told(partition, told.committedOffset(), atLeast));
    }
}
