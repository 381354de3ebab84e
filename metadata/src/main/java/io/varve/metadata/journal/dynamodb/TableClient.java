package io.varve.metadata.journal.dynamodb;

import io.varve.core.ServerClock;
import io.varve.metadata.journal.JournalException;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/// Makes the SDK's client for a table.
final class TableClient {

    /// An append of one shard at a time, tail reads, and room for a few that hang.
    private static final int MAX_CONNECTIONS = 64;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /// The longest silence on a connection. DynamoDB answers within milliseconds or not at all.
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(5);

    private TableClient() {}

    static DynamoDbClient connect(TableLocation location, ServerClock serverClock) {
        var http = ApacheHttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionAcquisitionTimeout(SOCKET_TIMEOUT)
                .socketTimeout(SOCKET_TIMEOUT);
        var builder = DynamoDbClient.builder()
                .httpClientBuilder(http)
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new ServerDate(serverClock)));
        if (location.endpoint() != null) {
            builder.endpointOverride(location.endpoint());
        }
        if (location.regionName() != null) {
            builder.region(Region.of(location.regionName()));
        } else if (location.local()) {
            builder.region(Region.US_EAST_1);
        }
        if (location.local()) {
            builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new JournalException(
                    JournalException.Kind.REFUSED,
                    "cannot use " + location + ": no AWS region is configured, add region=… to the journal's URI",
                    e);
        }
    }
}
