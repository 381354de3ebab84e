package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.metadata.catalog.Topic;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.table.Publication.Result;
import io.varve.testkit.ManualDoors;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaterColumnsTest {

    private static final NestedField LATER = NestedField.optional(12, "kafka_value_size", Types.IntegerType.get());

    private final ManualDoors time = new ManualDoors();
    private final TestLog log =
            new TestLog(new MemoryObjectStore(time), new MemoryJournal(false), "memory://varve", time);
    private final Publisher publisher = log.publisher(PublishSettings.DEFAULT);
    private final Topic topic = log.topic("orders", 1);

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aTableThatHasAllIsLeftAsItIs() {
        assertThat(LaterColumns.of(TopicTable.SCHEMA).isEmpty()).isTrue();
        assertThat(LaterColumns.between(withLater(), TopicTable.SCHEMA).isEmpty())
                .as("a later version's table")
                .isTrue();
    }

    @Test
    void whatIsAddedHasTheNumberThatSegmentsGiveIt() {
        publish();
        log.addColumn(topic, LATER);

        assertThat(schema().columns()).last().isEqualTo(LATER);
        assertThat(LaterColumns.between(TopicTable.SCHEMA, withLater()).fields())
                .containsExactly(LATER);
    }

    /// While nodes of two versions publish.
    @Test
    void anEarlierVersionPublishesOnAndTakesNothingAway() {
        publish();
        log.addColumn(topic, LATER);

        assertThat(publisher.publish(topic).result()).isEqualTo(Result.UNCHANGED);
        publish();

        assertThat(schema().columns()).contains(LATER);
        assertThat(log.liveFiles(table().current())).hasSize(2);
    }

    @Test
    void aNumberThatTheTableWouldNotGiveIsRefused() {
        publish();

        assertThatThrownBy(() ->
                        log.addColumn(topic, NestedField.optional(20, "kafka_value_size", Types.IntegerType.get())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kafka_value_size");
        assertThat(schema().columns()).isEqualTo(TopicTable.SCHEMA.columns());
    }

    @Test
    void whatOldRowsMustHaveIsRefused() {
        publish();

        assertThatThrownBy(() ->
                        log.addColumn(topic, NestedField.required(12, "kafka_value_size", Types.IntegerType.get())))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Schema withLater() {
        List<NestedField> columns = new ArrayList<>(TopicTable.SCHEMA.columns());
        columns.add(LATER);
        return new Schema(columns);
    }

    private void publish() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);
    }

    private Schema schema() {
        return table().current().schema();
    }

    private JournalTable table() {
        return new JournalTable(log.cluster, log.warehouse, new NewObjects(log.cluster), topic.id());
    }
}
