package io.varve.groups.coordinator;

import io.varve.kafka.api.Uuids;
import io.varve.metadata.catalog.Catalog;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;

/// Tells offsets of topics that are gone. Kafka's coordinator removes them when it hears of the deletion, and while
/// nobody has claimed their shard, nobody hears of it.
///
/// @param catalog that has every topic of which an offset is committed
record GoneTopics(Catalog catalog) {

    /// Whether the record is the offset of a topic that is gone, though there may be another one of its name.
    boolean isOffsetOf(CoordinatorRecord record) {
        return record.key() instanceof OffsetCommitKey key
                && record.value() != null
                && record.value().message() instanceof OffsetCommitValue value
                && isGone(key.topic(), value.topicId());
    }

    /// @param id zero if whoever committed did not say
    private boolean isGone(String name, Uuid id) {
        return catalog.topic(name)
                .filter(topic -> id.equals(Uuid.ZERO_UUID) || id.equals(Uuids.of(topic.id())))
                .isEmpty();
    }
}
