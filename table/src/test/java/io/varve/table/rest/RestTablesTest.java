package io.varve.table.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.table.PublishSettings;
import io.varve.table.TableReports;
import io.varve.table.TestLog;
import io.varve.testkit.ManualDoors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestTablesTest {

    private final ManualDoors time = new ManualDoors();
    private final TestLog log =
            new TestLog(new MemoryObjectStore(time), new MemoryJournal(false), "memory://varve", time);
    private final RestTables tables = new RestTables(
            new TableReports(log.cluster, log.warehouse), topic -> topic.name().equals("orders.eu"));

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void allTablesAreListedAlsoThoseThatThereAreNotYet() throws JsonProcessingException {
        published("orders.eu");
        log.append(log.topic("waiting", 1), 0, 3);

        JsonNode list = json(tables.answer("GET", ""));

        assertThat(list).hasSize(2).isEqualTo(json(tables.answer("GET", "/")));
        assertThat(list.get(0).get("table").asText()).isEqualTo("orders.eu");
        assertThat(list.get(0).get("rows").asLong()).isEqualTo(5);
        assertThat(list.get(0).get("compacted").asBoolean()).isTrue();
        assertThat(list.get(0).get("partitionedBy").asText()).isEqualTo("none");
        assertThat(list.get(1).has("rows")).isFalse();
        assertThat(list.get(1).get("lagRecords").asLong()).isEqualTo(3);
        assertThat(list.get(1).get("lagSinceMs").asLong()).isEqualTo(time.wallMs());
        assertThat(list.get(1).get("compacted").asBoolean()).isFalse();
    }

    @Test
    void aTableThatCannotBeReadIsListedWithWhy() throws JsonProcessingException {
        Topic broken = published("broken");
        published("orders.eu");
        String version = log.cluster.catalog().table(broken.id()).orElseThrow().key(log.cluster.clusterId());
        log.objects.delete(List.of(version));

        JsonNode list = json(tables.answer("GET", ""));

        assertThat(list).hasSize(2);
        assertThat(list.get(0).get("rows").asLong()).isEqualTo(5);
        assertThat(list.get(1).get("table").asText()).isEqualTo("broken");
        assertThat(list.get(1).get("error").asText()).contains(version);
        assertThat(list.get(1).has("lagRecords")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders.eu", "/orders%2Eeu"})
    void oneTableIsToldWithItsColumnsAndPartitions(String path) throws JsonProcessingException {
        Topic topic = published("orders.eu");
        log.append(topic, 0, 2);

        JsonNode table = json(tables.answer("GET", path));

        assertThat(table.get("topic").asText()).isEqualTo("orders.eu");
        assertThat(table.get("files").asInt()).isEqualTo(1);
        assertThat(table.get("sequence").asLong()).isEqualTo(log.appliedSequence(topic) - 1);
        assertThat(table.get("publishedMs").asLong()).isPositive();
        assertThat(table.get("columns").findValuesAsText("name")).contains("kafka_offset", "kafka_value");
        assertThat(table.get("partitions").get(0).toString())
                .isEqualTo(
                        "{\"partition\":0,\"logStart\":0,\"logEnd\":7,\"tableEnd\":5,\"lagRecords\":2,\"lagSinceMs\":"
                                + time.wallMs() + "}");
    }

    @Test
    void aTopicThatThereIsNotIsNotFound() throws JsonProcessingException {
        RestAnswer answer = tables.answer("GET", "/a%20%22b%22");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(new ObjectMapper().readTree(answer.json()).get("error").asText())
                .isEqualTo("there is no topic 'a \"b\"'");
    }

    @Test
    void aTopicWithoutATableIsToldWhenItGetsOne() {
        log.append(log.topic("waiting", 1), 0, 3);

        RestAnswer answer = tables.answer("GET", "/waiting");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json())
                .contains("has no table yet, 3 records wait since ")
                .contains("varve.table.lag")
                .contains("varve compact --now");
        log.topic("empty", 1);
        assertThat(tables.answer("GET", "/empty").json()).contains("nothing has been written to it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE"})
    void nothingIsChangedHere(String method) {
        assertThat(tables.answer(method, "").status()).isEqualTo(405);
    }

    private Topic published(String name) {
        Topic topic = log.topic(name, 1);
        log.segment(topic, 0, 5);
        log.publisher(PublishSettings.DEFAULT).publish(topic);
        return topic;
    }

    private static JsonNode json(RestAnswer answer) throws JsonProcessingException {
        assertThat(answer.status()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.json());
    }
}
