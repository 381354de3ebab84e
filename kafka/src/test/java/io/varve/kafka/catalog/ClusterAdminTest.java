package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.net.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterAdminTest {

    private CatalogFixture fixture;
    private Admin admin;

    @BeforeEach
    void start() throws Exception {
        fixture = new CatalogFixture();
        admin = fixture.admin();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private MetadataResponseData metadata(int version, String... names) throws Exception {
        RawClient client = fixture.raw();
        var topics = new ArrayList<MetadataRequestTopic>();
        for (String name : names) {
            topics.add(new MetadataRequestTopic().setName(name));
        }
        client.send(ApiKeys.METADATA, version, 1, new MetadataRequestData().setTopics(topics));
        var response = new MetadataResponseData();
        client.receive(ApiKeys.METADATA, version, response);
        return response;
    }

    @Test
    void theClusterIsDescribed() throws Exception {
        int other = fixture.announce(1, "zone-b");

        assertThat(admin.describeCluster().clusterId().get()).isNotEmpty();
        assertThat(admin.describeCluster().nodes().get())
                .extracting(Node::id)
                .containsExactlyInAnyOrder(fixture.nodeId, other);
        assertThat(admin.describeCluster().nodes().get())
                .extracting(Node::rack)
                .containsExactlyInAnyOrder("zone-a", "zone-b");
        assertThat(admin.describeCluster().controller().get().id()).isIn(fixture.nodeId, other);
    }

    @Test
    void everyVersionOfMetadataIsAnswered() throws Exception {
        admin.createTopics(List.of(new NewTopic("a", 2, (short) 1))).all().get();
        for (short version = 0; version <= 13; version++) {
            MetadataResponseData response = metadata(version, "a");
            assertThat(response.brokers()).hasSize(1);
            assertThat(response.topics().find("a").partitions()).hasSize(2);
            assertThat(response.topics().find("a").errorCode()).isZero();
        }
    }

    @Test
    void anEmptyListOfTopicsMeansAllInVersionZeroAndNoneLater() throws Exception {
        admin.createTopics(List.of(new NewTopic("a", 2, (short) 1))).all().get();

        assertThat(metadata(0).topics()).hasSize(1);
        assertThat(metadata(1).topics()).isEmpty();
    }

    @Test
    void anUnknownTopicIsUnknownAndAnImpossibleOneInvalid() throws Exception {
        MetadataResponseData response = metadata(9, "b", "../b", "", "x".repeat(250));

        assertThat(response.topics().find("b").errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        for (String impossible : new String[] {"../b", "", "x".repeat(250)}) {
            assertThat(response.topics().find(impossible).errorCode()).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION.code());
        }
    }

    @Test
    void everyVersionOfFindCoordinatorNamesAnIngestNode() throws Exception {
        RawClient client = fixture.raw();
        for (short version = 0; version <= 6; version++) {
            var request = new FindCoordinatorRequestData();
            if (version < 4) {
                request.setKey("group");
            } else {
                request.setCoordinatorKeys(List.of("group", "other"));
            }
            client.send(ApiKeys.FIND_COORDINATOR, version, version, request);
            var response = new FindCoordinatorResponseData();
            assertThat(client.receive(ApiKeys.FIND_COORDINATOR, version, response))
                    .isEqualTo(version);
            if (version < 4) {
                assertThat(response.errorCode()).isEqualTo(Errors.NONE.code());
                assertThat(response.nodeId()).isEqualTo(fixture.nodeId);
            } else {
                assertThat(response.coordinators())
                        .hasSize(2)
                        .allMatch(each -> each.errorCode() == Errors.NONE.code() && each.nodeId() == fixture.nodeId);
            }
        }
    }

    @Test
    void theCoordinatorOfATransactionalIdIsAnIngestNode() throws Exception {
        RawClient client = fixture.raw();
        var request = new FindCoordinatorRequestData().setKeyType((byte) 1).setCoordinatorKeys(List.of("id"));
        client.send(ApiKeys.FIND_COORDINATOR, (short) 6, 1, request);
        var response = new FindCoordinatorResponseData();
        client.receive(ApiKeys.FIND_COORDINATOR, (short) 6, response);

        assertThat(response.coordinators()).singleElement().satisfies(each -> {
            assertThat(each.errorCode()).isEqualTo(Errors.NONE.code());
            assertThat(each.nodeId()).isEqualTo(fixture.nodeId);
        });
    }

    @Test
    void partitionsLieInTheLogFolderOfTheNodeThatLeadsThem() throws Exception {
        admin.createTopics(List.of(new NewTopic("a", 2, (short) 1))).all().get();
        var folders = admin.describeLogDirs(List.of(fixture.nodeId))
                .allDescriptions()
                .get()
                .get(fixture.nodeId);

        assertThat(folders).hasSize(1);
        assertThat(folders.values().iterator().next().replicaInfos()).hasSize(2);
    }

    @Test
    void aLeaderIsANodeThatServesAndMovesOnlyWhenItMust() throws Exception {
        admin.createTopics(List.of(new NewTopic("a", 64, (short) 1))).all().get();
        Map<Integer, Integer> before = leaders();
        int other = fixture.announce(1, "zone-a");
        Map<Integer, Integer> after = leaders();

        assertThat(before.values()).containsOnly(fixture.nodeId);
        assertThat(after.values()).containsOnly(fixture.nodeId, other);
        assertThat(after.values().stream().filter(leader -> leader == other).count())
                .isBetween(16L, 48L);
    }

    private Map<Integer, Integer> leaders() throws Exception {
        var leaders = new TreeMap<Integer, Integer>();
        metadata(12, "a").topics().find("a").partitions().forEach(p -> leaders.put(p.partitionIndex(), p.leaderId()));
        return leaders;
    }
}
