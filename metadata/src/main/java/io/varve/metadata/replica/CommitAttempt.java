package io.varve.metadata.replica;

import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.TailPage;
import java.util.Arrays;

/// One entry on its way into the journal: what is to be done next, given what was just heard. It decides and does
/// nothing, so that the model check can put its decisions through every order of events.
///
/// While the sequence is unoccupied the outcome is open: the same bytes are put again, and nothing else, until the
/// sequence has been read. A put that succeeded says little by itself, for a trimmed sequence is free as well.
///
/// ```
///             +------------ nobody's -------------+
///             v                                   |
///   plan --> APPEND --- occupied, no answer --> READ_BACK --+-- another's --> PLAN_AGAIN
///             |                                   |         |
///          appended                              ours       +-- trimmed ----> DROP_STATE
///             +-----------> CHECK_FLOOR <---------+                               ^
///                             |     +-- not above the bound ----------------------+
///                           above
///                             v
///                           APPLY --+-- it is the next entry, or was met in reading --> ACKNOWLEDGE
///                                   +-- passed without meeting it -----------------> GIVE_UP
/// ```
///
/// Immutable.
public final class CommitAttempt {

    private final long sequence;
    private final byte[] bytes;

    /// What the appender does next.
    public enum Step {
        /// Put the bytes at the sequence; [#afterAppend] says what then.
        APPEND,
        /// Read the sequence; [#afterReadBack] says what then.
        READ_BACK,
        /// Make sure that the sequence was not one that has been trimmed; [#afterFloorCheck] says what then.
        CHECK_FLOOR,
        /// The entry is durable: take it over; [#afterApply] says what then.
        APPLY,
        /// The entry is part of the state: the proposals have their answers.
        ACKNOWLEDGE,
        /// The place is another's: follow the journal and plan the same proposals on the new state.
        PLAN_AGAIN,
        /// The place is gone: start again from a snapshot; what became of the proposals nobody can say.
        DROP_STATE,
        /// The state is as good as any, but what became of the proposals nobody can say.
        GIVE_UP
    }

    /// How the replica stands to the sequence when the entry is to be taken over.
    public enum Place {
        /// It had applied what comes before, and has applied the entry now.
        TAKEN,
        /// It has read the sequence meanwhile, and met this very entry.
        MET,
        /// It has gone past the sequence, and did not meet the entry there. Another's stood there, and the
        /// place was trimmed since and free for the put; or the replica has started again from a snapshot,
        /// which does not say.
        NOT_MET
    }

    /// @param bytes the encoded entry, not changed by anybody from now on
    public CommitAttempt(long sequence, byte[] bytes) {
        this.sequence = sequence;
        this.bytes = bytes;
    }

    public Step afterAppend(AppendOutcome outcome) {
        return switch (outcome) {
            case AppendOutcome.Appended appended -> Step.CHECK_FLOOR;
            // Perhaps ours, from a put whose reply was lost.
            case AppendOutcome.Occupied occupied -> Step.READ_BACK;
            case AppendOutcome.Unknown unknown -> Step.READ_BACK;
        };
    }

    /// @param there what [io.varve.metadata.journal.Journal#read] gave from the sequence on
    public Step afterReadBack(TailPage there) {
        if (there.entries().isEmpty()) {
            return Step.APPEND;
        }
        if (there.firstSequence() != sequence) {
            return Step.DROP_STATE;
        }
        return Arrays.equals(there.entries().getFirst(), bytes) ? Step.CHECK_FLOOR : Step.PLAN_AGAIN;
    }

    /// @param aboveFloor whether the sequence is known not to have been trimmed
    public Step afterFloorCheck(boolean aboveFloor) {
        return aboveFloor ? Step.APPLY : Step.DROP_STATE;
    }

    /// No look at the trim bound stands in for this: a replica that has read past the sequence looks again
    /// and again, and each look is recent.
    public Step afterApply(Place place) {
        return switch (place) {
            case TAKEN, MET -> Step.ACKNOWLEDGE;
            case NOT_MET -> Step.GIVE_UP;
        };
    }
}
