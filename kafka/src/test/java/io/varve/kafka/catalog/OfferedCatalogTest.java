package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.RealDoors;
import io.varve.kafka.net.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OfferedCatalogTest {

    private CatalogFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        fixture = new CatalogFixture();
        fixture.createTopic("flights", 8);
        client = fixture.raw();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void aNodeWithAWrongClockSendsItsClientsToAnother() throws IOException {
        int other = fixture.announce(1, "zone-b");
        assertThat(brokers()).containsExactlyInAnyOrder(fixture.nodeId, other);

        turnClock();

        assertThat(brokers()).containsExactly(other);
        assertThat(leaders()).containsExactly(other);
        assertThat(describedBrokers()).containsExactly(other);
        assertThat(describedLeaders()).containsExactly(other);
    }

    @Test
    void theOnlyIngestNodeKeepsItsClientsWhateverItsClock() throws IOException {
        turnClock();

        assertThat(brokers()).containsExactly(fixture.nodeId);
        assertThat(leaders()).containsExactly(fixture.nodeId);
    }

    private void turnClock() {
        long storeMs = RealDoors.CLOCK.wallMs() - Duration.ofDays(30).toMillis();
        fixture.cluster.stores().clockGuard().observed(storeMs);
    }

    private MetadataResponseData metadata() throws IOException {
        var response = new MetadataResponseData();
        client.send(ApiKeys.METADATA, 12, 1, new MetadataRequestData().setTopics(null));
        client.receive(ApiKeys.METADATA, 12, response);
        return response;
    }

    private Set<Integer> brokers() throws IOException {
        return metadata().brokers().stream().map(MetadataResponseBroker::nodeId).collect(Collectors.toSet());
    }

    private Set<Integer> leaders() throws IOException {
        return metadata().topics().find("flights").partitions().stream()
                .map(MetadataResponsePartition::leaderId)
                .collect(Collectors.toSet());
    }

    private Set<Integer> describedBrokers() throws IOException {
        var response = new DescribeClusterResponseData();
        client.send(ApiKeys.DESCRIBE_CLUSTER, 1, 2, new DescribeClusterRequestData());
        client.receive(ApiKeys.DESCRIBE_CLUSTER, 1, response);
        return response.brokers().stream().map(DescribeClusterBroker::brokerId).collect(Collectors.toSet());
    }

    private Set<Integer> describedLeaders() throws IOException {
        var request = new DescribeTopicPartitionsRequestData();
        request.topics().add(new TopicRequest().setName("flights"));
        var response = new DescribeTopicPartitionsResponseData();
        client.send(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, 3, request);
        client.receive(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, response);
        return response.topics().find("flights").partitions().stream()
                .map(DescribeTopicPartitionsResponsePartition::leaderId)
                .collect(Collectors.toSet());
    }
}
