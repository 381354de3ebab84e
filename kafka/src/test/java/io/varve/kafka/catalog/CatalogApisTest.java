package io.varve.kafka.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatalogApisTest {

    @Test
    void apiVersionsTellsExactlyWhatIsServed() throws Exception {
        try (var fixture = new CatalogFixture()) {
            var client = fixture.raw();
            for (short version = 0; version <= 4; version++) {
                var request = new ApiVersionsRequestData();
                if (version >= 3) {
                    request.setClientSoftwareName("test").setClientSoftwareVersion("1.0");
                }
                client.send(ApiKeys.API_VERSIONS, version, version, request);
                var response = new ApiVersionsResponseData();
                assertThat(client.receive(ApiKeys.API_VERSIONS, version, response))
                        .isEqualTo(version);
                assertThat(response.apiKeys().stream()
                                .map(api ->
                                        ApiKeys.forId(api.apiKey()) + " " + api.minVersion() + "-" + api.maxVersion())
                                .collect(Collectors.toList()))
                        .containsExactlyInAnyOrder(
                                "METADATA 0-13",
                                "FIND_COORDINATOR 0-6",
                                "API_VERSIONS 0-4",
                                "CREATE_TOPICS 2-7",
                                "DELETE_TOPICS 1-6",
                                "DESCRIBE_CONFIGS 1-4",
                                "ALTER_CONFIGS 0-2",
                                "DESCRIBE_LOG_DIRS 1-4",
                                "CREATE_PARTITIONS 0-3",
                                "INCREMENTAL_ALTER_CONFIGS 0-1",
                                "DESCRIBE_CLUSTER 0-2",
                                "LIST_CONFIG_RESOURCES 0-1",
                                "DESCRIBE_TOPIC_PARTITIONS 0-0");
            }
        }
    }
}
