package io.varve.groups.coordinator;

import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.StreamsGroupHeartbeatResponseData;

/// What comes of a heartbeat of an application of Kafka Streams.
///
/// @param missing topics that the application needs and that nobody has created yet
public record StreamsHeartbeat(StreamsGroupHeartbeatResponseData answer, List<CreatableTopic> missing) {

    public StreamsHeartbeat {
        missing = List.copyOf(missing);
    }
}
