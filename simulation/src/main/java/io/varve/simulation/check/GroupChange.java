package io.varve.simulation.check;

import io.varve.metadata.entry.GroupRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What a record of Kafka's coordinator changes, as far as promises rest on it. The layouts are those of Kafka's
/// `OffsetCommitKey`, `GroupMetadataKey` and `ConsumerGroupMetadataKey` with their values.
sealed interface GroupChange {

    /// An offset is committed, or with −1 taken away.
    record Commit(String group, TopicPartition partition, long offset) implements GroupChange {}

    /// A group has come to an epoch, which in Kafka's older protocol is its generation, or with −1 is gone.
    record Epoch(String group, int epoch) implements GroupChange {}

    record Other() implements GroupChange {}

    static GroupChange of(GroupRecord written) {
        ByteBuffer key = written.key().duplicate();
        ByteBuffer value = written.value() == null ? null : written.value().duplicate();
        return switch (key.getShort()) {
            case 0, 1 -> new Commit(string(key), new TopicPartition(string(key), key.getInt()), committed(value));
            case 2 -> new Epoch(string(key), generation(value));
            case 3 -> new Epoch(string(key), epoch(value));
            default -> new Other();
        };
    }

    private static long committed(@Nullable ByteBuffer value) {
        return value == null ? -1 : skipVersion(value).getLong();
    }

    private static int epoch(@Nullable ByteBuffer value) {
        return value == null ? -1 : skipVersion(value).getInt();
    }

    /// Before it stands the type of the group's members.
    private static int generation(@Nullable ByteBuffer value) {
        if (value == null) {
            return -1;
        }
        string(skipVersion(value));
        return value.getInt();
    }

    private static ByteBuffer skipVersion(ByteBuffer value) {
        return value.position(value.position() + Short.BYTES);
    }

    private static String string(ByteBuffer from) {
        byte[] bytes = new byte[from.getShort()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
