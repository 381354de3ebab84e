package io.varve.metadata.state;

import io.varve.metadata.entry.ProducerIdAndEpoch;
import java.util.List;

/// What came of a command.
public sealed interface Outcome {

    /// Whether the command did anything.
    default boolean changes() {
        return true;
    }

    /// It took effect.
    record Applied() implements Outcome {}

    /// It was so already.
    record Unchanged() implements Outcome {

        @Override
        public boolean changes() {
            return false;
        }
    }

    /// It may not take effect, now or ever.
    record Refused(Refusal refusal, String message) implements Outcome {

        @Override
        public boolean changes() {
            return false;
        }
    }

    /// The fate of each batch of a flush, in the order of its run table.
    record Flushed(List<BatchVerdict> verdicts) implements Outcome {

        public Flushed {
            verdicts = List.copyOf(verdicts);
        }

        @Override
        public boolean changes() {
            return verdicts.stream().anyMatch(BatchVerdict.Accepted.class::isInstance);
        }
    }

    /// Producer ids from `first` on, reserved.
    record ProducerIds(long first, int count) implements Outcome {}

    /// A topic's node number, given or given again.
    record NodeNumber(int nodeId) implements Outcome {}

    /// Who may write under a transactional id now.
    ///
    /// @param changes whether the command did anything
    record Producer(ProducerIdAndEpoch producer, boolean changes) implements Outcome {}

    /// The transaction takes records and offsets of what was added to it.
    ///
    /// @param number of the transaction
    /// @param timeMs entry time at which that was so
    record InTransaction(long number, long timeMs, boolean changes) implements Outcome {}

    /// An open transaction had to be aborted first.
    record AbortBegun() implements Outcome {}
}
