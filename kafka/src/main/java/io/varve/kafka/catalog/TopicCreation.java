package io.varve.kafka.catalog;

import io.varve.kafka.api.RequestContext;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;

/// How a node has topics created: by itself, or by another node. What is left open about a topic, that node decides.
@FunctionalInterface
public interface TopicCreation {

    /// Creates the topics that are not there yet; several nodes may do so at the same time. Blocks the calling
    /// (virtual) thread. What could not be created is told to nobody but the log, since clients ask again.
    ///
    /// @param context of the request in which a client named them
    void create(RequestContext context, List<CreatableTopic> wanted);
}
