package io.varve.reader;

import org.apache.kafka.common.Uuid;

/// A partition as a fetch request names it: by the topic's name before version 13, by its id from then on.
///
/// @param topic empty if the id names the topic
/// @param topicId [Uuid#ZERO_UUID] if the name does
record FetchKey(String topic, Uuid topicId, int partition) {

    boolean namedById() {
        return topic.isEmpty();
    }
}
