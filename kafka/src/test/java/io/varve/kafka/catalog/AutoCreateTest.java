package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.net.RawClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Metadata where topics come into being by themselves, and where they do not.
@Timeout(60)
class AutoCreateTest {

    private static final int PARTITIONS = 5;
    private static final int FIRST_VERSION_WITH_FLAG = 4;
    private static final int FIRST_VERSION_WITH_IDS = 12;
    private static final int LAST_VERSION = 13;

    @Test
    void inEveryVersionATopicIsUnknownAtFirstAndThenThere() throws Exception {
        try (var fixture = fixture(true)) {
            for (int version = 0; version <= LAST_VERSION; version++) {
                MetadataResponseTopic first =
                        ask(fixture, version, allowing(named("v" + version))).getFirst();

                assertThat(Errors.forCode(first.errorCode())).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
                assertThat(awaitTopic(fixture, version, "v" + version).partitions())
                        .hasSize(PARTITIONS);
            }
        }
    }

    @Test
    void aClientThatDoesNotAllowItFindsTheTopicUnknownForEver() throws Exception {
        try (var fixture = fixture(true)) {
            for (int version = FIRST_VERSION_WITH_FLAG; version <= LAST_VERSION; version++) {
                ask(fixture, version, allowing(named("unwanted")).setAllowAutoTopicCreation(false));
            }

            awaitTopic(fixture, LAST_VERSION, "wanted");
            assertThat(listed(fixture)).containsExactly("wanted");
        }
    }

    @Test
    void neitherIdsNorImpossibleNamesNorThoseOfKafkasOwnTopicsMakeOne() throws Exception {
        try (var fixture = fixture(true)) {
            ask(
                    fixture,
                    FIRST_VERSION_WITH_IDS,
                    allowing(
                            new MetadataRequestTopic().setName(null).setTopicId(new Uuid(1, 2)),
                            new MetadataRequestTopic().setName("identified").setTopicId(new Uuid(1, 3))));
            List<MetadataResponseTopic> answers = ask(
                    fixture,
                    LAST_VERSION,
                    allowing(named("../b"), named("__consumer_offsets"), named("__transaction_state")));

            assertThat(answers)
                    .extracting(topic -> Errors.forCode(topic.errorCode()))
                    .containsExactly(
                            Errors.INVALID_TOPIC_EXCEPTION,
                            Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            Errors.UNKNOWN_TOPIC_OR_PARTITION);
            awaitTopic(fixture, LAST_VERSION, "wanted");
            assertThat(listed(fixture)).containsExactly("wanted");
        }
    }

    @Test
    void whereTopicsAreMadeByWhoMeansThemNoClientMakesOneByAsking() throws Exception {
        try (var fixture = fixture(false)) {
            for (int version = 0; version <= LAST_VERSION; version++) {
                ask(fixture, version, allowing(named("unwanted")));
            }

            fixture.admin()
                    .createTopics(List.of(new NewTopic("wanted", 1, (short) 1)))
                    .all()
                    .get();
            assertThat(listed(fixture)).containsExactly("wanted");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientsAreToldWhetherTopicsComeIntoBeing(boolean autoCreate) throws Exception {
        try (var fixture = fixture(autoCreate)) {
            var broker = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(fixture.nodeId));

            assertThat(fixture.admin()
                            .describeConfigs(List.of(broker))
                            .all()
                            .get()
                            .get(broker)
                            .get("auto.create.topics.enable")
                            .value())
                    .isEqualTo(Boolean.toString(autoCreate));
        }
    }

    private static CatalogFixture fixture(boolean autoCreate) throws IOException {
        return new CatalogFixture(new TopicDefaults(PARTITIONS, autoCreate));
    }

    private static MetadataRequestTopic named(String name) {
        return new MetadataRequestTopic().setName(name);
    }

    private static MetadataRequestData allowing(MetadataRequestTopic... topics) {
        return new MetadataRequestData().setTopics(Arrays.asList(topics));
    }

    private static List<MetadataResponseTopic> ask(CatalogFixture fixture, int version, MetadataRequestData request)
            throws IOException {
        RawClient client = fixture.raw();
        client.send(ApiKeys.METADATA, version, 1, request);
        var response = new MetadataResponseData();
        client.receive(ApiKeys.METADATA, version, response);
        return List.copyOf(response.topics());
    }

    private static MetadataResponseTopic awaitTopic(CatalogFixture fixture, int version, String name)
            throws IOException {
        while (true) {
            MetadataResponseTopic topic =
                    ask(fixture, version, allowing(named(name))).getFirst();
            if (topic.errorCode() == Errors.NONE.code()) {
                return topic;
            }
        }
    }

    private static Iterable<String> listed(CatalogFixture fixture) throws ExecutionException, InterruptedException {
        return fixture.admin().listTopics().names().get();
    }
}
