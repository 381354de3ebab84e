package io.varve.table.feed;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.entry.ObjectRef;
import io.varve.table.Publisher;
import io.varve.table.TableOwner;
import java.util.Objects;
import org.apache.iceberg.TableMetadata;

/// One version of a topic's table, as our own catalog has it.
///
/// @param pointer to the metadata
public record OwnTable(Topic topic, TableOwner owner, ObjectRef pointer, TableMetadata metadata) {

    public OwnTable {
        if (!owner.topicId().equals(topic.id())) {
            throw new IllegalArgumentException("the table of topic " + topic.id() + " is not that of " + owner);
        }
    }

    /// Where the metadata lies.
    public String location() {
        return Objects.requireNonNull(metadata.metadataFileLocation());
    }

    /// At which entry of its shard the files were listed.
    public long sequence() {
        return Publisher.sequenceOf(metadata);
    }
}
