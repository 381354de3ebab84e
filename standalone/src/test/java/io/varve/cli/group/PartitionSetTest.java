package io.varve.cli.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.cli.console.CommandException;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class PartitionSetTest {

    private static final List<TopicPartition> ALL = List.of(
            new TopicPartition("orders", 0), new TopicPartition("orders", 1), new TopicPartition("orders.dlq", 0));

    @Test
    void aTopicStandsForAllItsPartitions() {
        PartitionSet orders = typed("orders");

        assertThat(orders.among(ALL)).containsExactlyElementsOf(ALL.subList(0, 2));
        assertThat(orders.contains(new TopicPartition("orders", 7))).isTrue();
        assertThat(orders.contains(new TopicPartition("orders.dlq", 0))).isFalse();
    }

    @Test
    void partitionsCanBeNamed() {
        PartitionSet one = typed("orders:1,1");

        assertThat(one).isEqualTo(new PartitionSet("orders", List.of(1)));
        assertThat(one.among(ALL)).containsExactly(new TopicPartition("orders", 1));
        assertThat(one.contains(new TopicPartition("orders", 0))).isFalse();
    }

    @Test
    void aPartitionThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> typed("orders:0,2").among(ALL))
                .isInstanceOf(CommandException.class)
                .hasMessage("topic 'orders' has no partition 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":1", "orders:", "orders:x", "orders:1,", "orders:-1", "or ders", "orders:1:2", "a\u001bb"})
    void anythingElseIsRefused(String typed) {
        assertThatThrownBy(() -> typed(typed))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageEndingWith("is neither TOPIC nor TOPIC:0,3")
                .hasMessageNotContaining("\u001b");
    }

    private static PartitionSet typed(String typed) {
        return new PartitionSet.Converter().convert(typed);
    }
}
