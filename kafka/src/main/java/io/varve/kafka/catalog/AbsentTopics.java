package io.varve.kafka.catalog;

import io.varve.core.Threads;
import io.varve.kafka.api.RequestContext;
import io.varve.metadata.cluster.Cluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has topics created that clients need and that are not there. Nobody waits for it: as on Kafka, a client is told that
/// there is no such topic, and finds it when it asks again.
///
/// Thread-safe.
public final class AbsentTopics {

    /// Of one node at a time. What is beyond it is created when a client asks for it again.
    static final int MAX_UNDER_WAY = 100;

    private static final Logger LOG = LoggerFactory.getLogger(AbsentTopics.class);

    private final Threads threads;
    private final TopicCreation creation;

    /// Names whose creation has begun and has not ended; guarded by its own monitor, in which nothing waits.
    private final Set<String> underWay = new HashSet<>();

    public AbsentTopics(Threads threads, TopicCreation creation) {
        this.threads = threads;
        this.creation = creation;
    }

    /// At a node that may append.
    public static AbsentTopics ofAppender(Cluster cluster, TopicDefaults defaults) {
        return new AbsentTopics(cluster.doors().threads(), new OwnTopicCreation(cluster, defaults.partitionCount()));
    }

    /// A topic of which nothing but the name is known.
    static CreatableTopic named(String name) {
        return new CreatableTopic()
                .setName(name)
                .setNumPartitions(OwnTopicCreation.DEFAULT)
                .setReplicationFactor((short) OwnTopicCreation.DEFAULT);
    }

    /// Begins to create those of the topics that there can be, and whose creation has not begun yet.
    ///
    /// @param context of the request in which a client needed them
    public void create(RequestContext context, Collection<CreatableTopic> wanted) {
        List<CreatableTopic> begun = begin(wanted);
        if (begun.isEmpty()) {
            return;
        }
        threads.start("create-absent-topics-" + context.correlationId(), () -> {
            try {
                creation.create(context, begun);
            } catch (RuntimeException e) {
                LOG.warn("topics that a client asked for were not created count={}", begun.size(), e);
            } finally {
                end(begun);
            }
        });
    }

    private List<CreatableTopic> begin(Collection<CreatableTopic> wanted) {
        var begun = new ArrayList<CreatableTopic>();
        synchronized (underWay) {
            for (CreatableTopic topic : wanted) {
                if (underWay.size() == MAX_UNDER_WAY) {
                    break;
                }
                if (possible(topic.name()) && underWay.add(topic.name())) {
                    begun.add(topic);
                }
            }
        }
        return begun;
    }

    private void end(List<CreatableTopic> topics) {
        synchronized (underWay) {
            topics.forEach(topic -> underWay.remove(topic.name()));
        }
    }

    /// The names of Kafka's own topics stay free: what they hold is in the journal here.
    private static boolean possible(String name) {
        return Topic.isValid(name) && !Topic.isInternal(name);
    }
}
