package io.varve.simulation.torture;

import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/// Whether a record that could not be sent is certainly not in the log, and never will be.
///
/// A producer reports the last of its attempts alone. Whatever that one met, an earlier one may have been
/// carried out and its answer lost, or may still be on its way in a node that stands still. So a failure is
/// definite in two cases:
///
///   - It came while `send` had not returned. The record waited for metadata or for memory, and no attempt was made.
///   - It is a verdict on the bytes or on the topic's name, which is the same for every attempt on every node: too
/// large,
///     malformed, no such name possible.
///
/// All else is unknown. In particular: time-outs; NOT_LEADER and the like, which say nothing of an attempt
/// before; UNKNOWN_TOPIC and authorization errors, for both may change between attempts;
/// OUT_OF_ORDER_SEQUENCE and fenced epochs, since an attempt that was held up may pass before the
/// producer's next record does.
final class SendFailure {

    private static final Set<Class<? extends Exception>> VERDICTS_ON_BYTES = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            InvalidRecordException.class,
            InvalidTimestampException.class,
            SerializationException.class,
            UnsupportedForMessageFormatException.class,
            InvalidTopicException.class);

    private SendFailure() {}

    /// @param sending whether `send` has not returned
    static boolean isDefinite(Exception failure, boolean sending) {
        return sending || VERDICTS_ON_BYTES.contains(failure.getClass());
    }
}
