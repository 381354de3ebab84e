package io.varve.groups.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Api09OffsetFetchTest {

    private static final OffsetFetchRequestData REQUEST = new OffsetFetchRequestData()
            .setGroupId("a")
            .setTopics(List.of(new OffsetFetchRequestTopic().setName("orders").setPartitionIndexes(List.of(0, 4))));

    private static final OffsetFetchResponseGroup MOVED =
            new OffsetFetchResponseGroup().setGroupId("a").setErrorCode(Errors.NOT_COORDINATOR.code());

    /// aiokafka asks with version 3, looks at partitions alone, and takes one that is not there for one of
    /// which nothing was committed.
    @ParameterizedTest
    @ValueSource(shorts = {1, 2, 3, 7})
    void whoeverLooksAtPartitionsAloneSeesThatTheCoordinatorHasMoved(short version) {
        OffsetFetchResponseData response = Api09OffsetFetch.ofOnlyGroup(version, REQUEST, MOVED);

        assertThat(response.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.name()).isEqualTo("orders");
            assertThat(topic.partitions())
                    .allMatch(partition -> partition.errorCode() == Errors.NOT_COORDINATOR.code())
                    .extracting(OffsetFetchResponseData.OffsetFetchResponsePartition::partitionIndex)
                    .containsExactly(0, 4);
        });
        assertThat(response.errorCode()).isEqualTo(version == 1 ? 0 : Errors.NOT_COORDINATOR.code());
    }

    @Test
    void aRequestForAllPartitionsNamesNone() {
        var all = new OffsetFetchRequestData().setGroupId("a").setTopics(null);

        OffsetFetchResponseData response = Api09OffsetFetch.ofOnlyGroup((short) 3, all, MOVED);

        assertThat(response.topics()).isEmpty();
        assertThat(response.errorCode()).isEqualTo(Errors.NOT_COORDINATOR.code());
    }
}
