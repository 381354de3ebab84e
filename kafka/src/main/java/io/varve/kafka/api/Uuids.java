package io.varve.kafka.api;

import io.varve.core.TopicId;
import org.apache.kafka.common.Uuid;

/// Identities as Kafka's protocol writes them.
public final class Uuids {

    private Uuids() {}

    public static Uuid of(TopicId id) {
        return new Uuid(id.high(), id.low());
    }

    public static TopicId topicId(Uuid uuid) {
        return new TopicId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
