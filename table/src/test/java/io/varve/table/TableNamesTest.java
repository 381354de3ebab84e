package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.core.TopicId;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.journal.ShardId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"orders", "Orders-2", "orders.eu", "__internal", "a_b.c-D9"})
    void whatKafkaAllowsIsItsOwnName(String topic) {
        assertThat(TableNames.escaped(topic)).isEqualTo(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%", "a b", "über", "a/b", "a\"b", "a%20b", ""})
    void whateverElseIsEscapedSoThatItCanBeToldAgain(String topic) {
        String escaped = TableNames.escaped(topic);

        assertThat(escaped).matches("[A-Za-z0-9._%-]*");
        assertThat(URLDecoder.decode(escaped, StandardCharsets.UTF_8)).isEqualTo(topic);
    }

    @Test
    void ofNamesThatDifferInCaseAloneTheFirstTopicHasOne() {
        Topic first = topic(1, "Orders", 100);
        Topic second = topic(2, "orders", 200);
        Topic other = topic(3, "others", 300);

        for (List<Topic> order : List.of(List.of(first, second, other), List.of(other, second, first))) {
            var names = new TableNames(order);
            assertThat(names.topics()).containsExactlyInAnyOrder(first, other);
            assertThat(names.refused()).containsExactly(second);
            assertThat(names.topic("ORDERS")).contains(first);
        }
    }

    @Test
    void aNameIsFreeAgainWhenItsTopicIsGone() {
        Topic second = topic(2, "orders", 200);

        assertThat(new TableNames(List.of(second)).topic("orders")).contains(second);
        assertThat(new TableNames(List.of(second)).topic("else")).isEmpty();
    }

    private static Topic topic(long id, String name, long createdMs) {
        return new Topic(name, new TopicId(0, id), 1, 1, ShardId.data(0), new TreeMap<>(), createdMs);
    }
}
