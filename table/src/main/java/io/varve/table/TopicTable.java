package io.varve.table;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Topic;
import io.varve.storage.segment.SegmentPeriod;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/// What the table of a topic is when it begins. The ids of its columns are those in every segment, whichever is first:
/// creating a table numbers columns by their order, and this order gives them their own numbers again.
final class TopicTable {

    static final int PARTITION = 1;
    static final int OFFSET = 2;
    static final int TIMESTAMP = 3;
    static final int TIMESTAMP_TYPE = 4;
    static final int INGEST_TIME = 5;
    static final int VALUE = 7;

    static final Schema SCHEMA = new Schema(
            NestedField.required(PARTITION, "kafka_partition", Types.IntegerType.get()),
            NestedField.required(OFFSET, "kafka_offset", Types.LongType.get()),
            NestedField.optional(TIMESTAMP, "kafka_timestamp", Types.TimestampType.withZone()),
            NestedField.required(TIMESTAMP_TYPE, "kafka_timestamp_type", Types.IntegerType.get()),
            NestedField.required(INGEST_TIME, "kafka_ingest_time", Types.TimestampType.withZone()),
            NestedField.optional(6, "kafka_key", Types.BinaryType.get()),
            NestedField.optional(7, "kafka_value", Types.BinaryType.get()),
            NestedField.required(
                    8,
                    "kafka_headers",
                    Types.ListType.ofRequired(
                            9,
                            Types.StructType.of(
                                    NestedField.required(10, "key", Types.StringType.get()),
                                    NestedField.optional(11, "value", Types.BinaryType.get())))));

    static final SortOrder ORDER = SortOrder.builderFor(SCHEMA)
            .asc("kafka_partition", NullOrder.NULLS_FIRST)
            .asc("kafka_offset", NullOrder.NULLS_FIRST)
            .build();

    /// So many versions of the metadata are named by the next ones.
    private static final int PREVIOUS_VERSIONS = 10;

    /// As many manifests become one, so that a table that only grows has few.
    private static final int MANIFESTS_TO_MERGE = 20;

    private TopicTable() {}

    static TableMetadata begin(Topic topic, Warehouse warehouse) {
        TopicId topicId = topic.id();
        // Nothing lies there: keys carry no topic. But no two tables may have the same.
        String location = warehouse.location() + "/" + warehouse.clusterId() + "/topic/" + topicId;
        TableMetadata begun =
                TableMetadata.newTableMetadata(SCHEMA, spec(topic), ORDER, location, properties(topicId, warehouse));
        String uuid = new UUID(topicId.high(), topicId.low()).toString();
        return TableMetadata.buildFrom(begun).assignUUID(uuid).build();
    }

    private static PartitionSpec spec(Topic topic) {
        String ingestTime = SCHEMA.findColumnName(INGEST_TIME);
        return switch (SegmentPeriod.in(topic.configs())) {
            case NONE -> PartitionSpec.unpartitioned();
            case DAY -> PartitionSpec.builderFor(SCHEMA).day(ingestTime).build();
            case MONTH -> PartitionSpec.builderFor(SCHEMA).month(ingestTime).build();
        };
    }

    private static Map<String, String> properties(TopicId topicId, Warehouse warehouse) {
        var properties = new TreeMap<>(new TableOwner(warehouse.clusterId(), topicId).properties());
        properties.put(TableProperties.FORMAT_VERSION, "2");
        // A commit that lost a race has to look at the files anew, which only the publisher can.
        properties.put(TableProperties.COMMIT_NUM_RETRIES, "0");
        properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, Integer.toString(PREVIOUS_VERSIONS));
        properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "false");
        properties.put(TableProperties.MANIFEST_MIN_MERGE_COUNT, Integer.toString(MANIFESTS_TO_MERGE));
        properties.put(TableProperties.DEFAULT_WRITE_METRICS_MODE, "none");
        for (int bounded : new int[] {PARTITION, OFFSET, TIMESTAMP, INGEST_TIME}) {
            properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + SCHEMA.findColumnName(bounded), "full");
        }
        return properties;
    }
}
