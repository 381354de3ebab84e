package io.varve.groups.coordinator;

import io.varve.metadata.entry.GroupRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;

/// Tells commits that say again what is durable: consumers commit every few seconds, whether they have got on or not,
/// and an entry of the journal is paid for.
final class RepeatedCommits {

    /// The offsets of a group that has no members expire by the time of their last commit, so now and then the time
    /// has to become durable as well. This is the part of their retention by which they may expire too early.
    private static final int TIMES_PER_RETENTION = 100;

    private final long youngMs;

    /// @param retention of the offsets of a group that has no members
    RepeatedCommits(Duration retention) {
        this.youngMs = retention.toMillis() / TIMES_PER_RETENTION;
    }

    /// Whether all records commit offsets that are durable already, and have not been so for long.
    ///
    /// @param durable the durable value of a key
    boolean all(List<GroupRecord> records, Function<ByteBuffer, Optional<ByteBuffer>> durable) {
        return records.stream().allMatch(record -> repeats(record, durable));
    }

    private boolean repeats(GroupRecord record, Function<ByteBuffer, Optional<ByteBuffer>> durable) {
        ByteBuffer value = record.value();
        return value != null
                && isCommit(record.key())
                && durable.apply(record.key())
                        .filter(last -> repeats(read(value), read(last)))
                        .isPresent();
    }

    /// @return whether the first, which is the later one, says nothing new
    private boolean repeats(OffsetCommitValue value, OffsetCommitValue last) {
        long ageMs = value.commitTimestamp() - last.commitTimestamp();
        return ageMs >= 0 && ageMs < youngMs && value.setCommitTimestamp(0).equals(last.setCommitTimestamp(0));
    }

    /// A key begins with the number of its type, and a value with that of its version.
    private static boolean isCommit(ByteBuffer key) {
        return key.getShort(key.position()) == CoordinatorRecordType.OFFSET_COMMIT.id();
    }

    private static OffsetCommitValue read(ByteBuffer bytes) {
        ByteBuffer value = bytes.duplicate();
        short version = value.getShort();
        return new OffsetCommitValue(new ByteBufferAccessor(value), version);
    }
}
