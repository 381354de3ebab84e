package io.varve.table.feed.glue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.varve.storage.ObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.table.feed.CatalogFeed;
import io.varve.table.feed.CatalogFeedContract;
import io.varve.table.feed.FaultyServer;
import io.varve.table.feed.FedTable;
import io.varve.table.feed.OtherCatalog;
import io.varve.testkit.ManualDoors;
import io.varve.testkit.MotoServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import org.apache.iceberg.TableMetadataParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.TableInput;

/// Glue as Moto has it, with the condition on versions that Moto lacks.
class CatalogFeedInGlueTest extends CatalogFeedContract {

    private static MotoServer moto;
    private static WithVersions server;
    private static GlueClient glue;

    @Override
    protected ObjectStore store(ManualDoors time) {
        return new MemoryObjectStore(time);
    }

    @Override
    protected String location() {
        return "s3://lake";
    }

    /// Refuses an update of another version than the present one, one at a time, as Glue does.
    private static final class WithVersions extends FaultyServer {

        private final ObjectMapper json = new ObjectMapper();

        WithVersions(URI moto) {
            super(moto);
        }

        @Override
        protected boolean changes(HttpExchange request) {
            return !target(request).contains(".Get");
        }

        @Override
        protected byte[] refusal(HttpExchange request, byte[] body) throws IOException, InterruptedException {
            if (!target(request).endsWith(".UpdateTable")) {
                return null;
            }
            JsonNode update = json.readTree(body);
            String get = json.createObjectNode()
                    .put("DatabaseName", update.path("DatabaseName").asText())
                    .put("Name", update.at("/TableInput/Name").asText())
                    .toString();
            JsonNode present = json.readTree(send(HttpRequest.newBuilder()
                            .header("X-Amz-Target", "AWSGlue.GetTable")
                            .header("Content-Type", "application/x-amz-json-1.1")
                            .header("Authorization", request.getRequestHeaders().getFirst("Authorization"))
                            .POST(BodyPublishers.ofString(get)))
                    .body());
            return present.at("/Table/VersionId")
                            .asText()
                            .equals(update.path("VersionId").asText())
                    ? null
                    : "{\"__type\":\"ConcurrentModificationException\",\"Message\":\"Update table failed\"}"
                            .getBytes(StandardCharsets.UTF_8);
        }

        private static String target(HttpExchange request) {
            return String.valueOf(request.getRequestHeaders().getFirst("X-Amz-Target"));
        }
    }

    @BeforeAll
    static void start() {
        moto = MotoServer.start();
        server = new WithVersions(moto.endpoint());
        server.start();
        glue = GlueClient.builder()
                .httpClientBuilder(ApacheHttpClient.builder())
                .endpointOverride(moto.endpoint())
                .region(Region.US_EAST_1)
                .build();
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            glue.close();
            server.close();
            moto.close();
        }
    }

    @Override
    protected OtherCatalog open() {
        return new GlueOtherCatalog(new GlueLocation(database(), server.uri(), null, Optional.empty()));
    }

    @Override
    protected Faults faults() {
        return server;
    }

    private String database() {
        return "test_" + test;
    }

    @Override
    protected Collection<String> files(String name) {
        var table = glue.getTable(request -> request.databaseName(database()).name(GlueName.of(name)))
                .table();
        return log.liveFiles(
                TableMetadataParser.read(log.files(), table.parameters().get("metadata_location")));
    }

    @Override
    protected Collection<String> columns(String name) {
        return glue
                .getTable(request -> request.databaseName(database()).name(GlueName.of(name)))
                .table()
                .storageDescriptor()
                .columns()
                .stream()
                .map(Column::name)
                .toList();
    }

    @Override
    protected void enterForeign(String name) {
        try {
            glue.createDatabase(request -> request.databaseInput(input -> input.name(database())));
        } catch (AlreadyExistsException e) {
            // As is the rule.
        }
        glue.createTable(request -> request.databaseName(database())
                .tableInput(TableInput.builder().name(name).build()));
    }

    @Test
    void ofTwoTopicsWhoseNamesBecomeTheSameTheFirstHasTheTable() {
        topicWithTable("orders.eu");
        topicWithTable("orders_x2e_eu");
        CatalogFeed feed = feed();
        feed.feedChanged();

        assertThat(GlueName.of("orders.eu")).isEqualTo("orders_x2e_eu");
        assertThat(feed.tables())
                .extracting(FedTable::state)
                .containsExactlyInAnyOrder(FedTable.State.CURRENT, FedTable.State.REFUSED);
        assertThat(files("orders.eu")).isNotEmpty();
        feed.close();
    }

    @Test
    void enginesFindWhatTheyLookFor() {
        topicWithTable("Visits");
        CatalogFeed feed = feed();
        feed.feedChanged();
        topicWithTable("Visits");
        feed.feedChanged();

        var table = glue.getTable(request -> request.databaseName(database()).name("visits"))
                .table();
        assertThat(table.tableType()).isEqualTo("EXTERNAL_TABLE");
        assertThat(table.parameters()).containsEntry("table_type", "ICEBERG").containsKey("previous_metadata_location");
        assertThat(table.storageDescriptor().columns())
                .extracting(column -> column.name() + " " + column.type())
                .contains(
                        "kafka_partition int",
                        "kafka_offset bigint",
                        "kafka_ingest_time timestamp",
                        "kafka_value binary",
                        "kafka_headers array<struct<key:string,value:binary>>");
        feed.close();
    }
}
