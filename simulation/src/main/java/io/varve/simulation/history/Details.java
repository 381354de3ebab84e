package io.varve.simulation.history;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an operation asks for where it begins, and what came of it where it ended.
///
/// @param polled by partition, in the order in which the consumer got them
/// @param offsets by partition
/// @param consumed by a transaction
/// @param reason why an operation did not end well
public record Details(
        List<Send> sends,
        Map<String, List<Polled>> polled,
        Map<String, Long> offsets,
        @Nullable Consumed consumed,
        @Nullable ProducerKind producer,
        @Nullable Isolation isolation,
        @Nullable Fault fault,
        @Nullable Reason reason) {

    public static final Details NONE = new Details(List.of(), Map.of(), Map.of(), null, null, null, null, null);

    /// What stands for the offset of a record that has none yet, or whose producer was not told.
    public static final long NO_OFFSET = -1;

    /// What stands for the value of a record that holds none of those that are sent.
    public static final long NO_VALUE = -1;

    public Details {
        sends = List.copyOf(sends);
        polled = Map.copyOf(polled);
        offsets = Map.copyOf(offsets);
    }

    /// @param value sent once in a whole history
    public record Send(String partition, long value, long offset) {

        public Send(String partition, long value) {
            this(partition, value, NO_OFFSET);
        }
    }

    public record Polled(long offset, long value) {}

    /// What a transaction has consumed, and commits the offsets of.
    ///
    /// @param spans by partition
    public record Consumed(String group, Map<String, Span> spans) {

        public Consumed {
            spans = Map.copyOf(spans);
        }
    }

    /// @param from where the group was before
    /// @param to where it is afterwards
    public record Span(long from, long to) {

        public Span {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("consumed from " + from + " to " + to);
            }
        }
    }

    /// @param hit whether it met a live process while the clients were at work
    public record Fault(String kind, String target, boolean hit) {}

    /// @param outOfRange the positions that a consumer was told to be out of range, by partition
    public record Reason(String text, Map<String, Long> outOfRange) {

        public Reason {
            outOfRange = Map.copyOf(outOfRange);
        }

        public Reason(String text) {
            this(text, Map.of());
        }
    }

    public static Details ofSends(Send... sends) {
        return new Details(List.of(sends), Map.of(), Map.of(), null, null, null, null, null);
    }

    /// @param consumed nothing if its transaction commits no offsets
    public static Details ofTransaction(List<Send> sends, @Nullable Consumed consumed) {
        return new Details(sends, Map.of(), Map.of(), consumed, null, null, null, null);
    }

    public static Details ofPolled(Map<String, List<Polled>> polled) {
        return new Details(List.of(), polled, Map.of(), null, null, null, null, null);
    }

    public static Details ofOffsets(Map<String, Long> offsets) {
        return new Details(List.of(), Map.of(), offsets, null, null, null, null, null);
    }

    public static Details ofProducer(ProducerKind producer) {
        return new Details(List.of(), Map.of(), Map.of(), null, producer, null, null, null);
    }

    public static Details ofIsolation(Isolation isolation) {
        return new Details(List.of(), Map.of(), Map.of(), null, null, isolation, null, null);
    }

    public static Details ofFault(Fault fault) {
        return new Details(List.of(), Map.of(), Map.of(), null, null, null, fault, null);
    }

    public static Details ofReason(Reason reason) {
        return new Details(List.of(), Map.of(), Map.of(), null, null, null, null, reason);
    }
}
