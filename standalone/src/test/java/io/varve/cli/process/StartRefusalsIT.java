package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.testkit.MinioServer;
import io.varve.testkit.ServerProcess;
import io.varve.testkit.dynamodb.DynamoDbServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What keeps a node from starting is one line on standard error that says what to do.
class StartRefusalsIT {

    @TempDir
    private Path folder;

    @Test
    void anUnknownSetting() {
        run("-Dvarve.ingest.lingr=5ms", "start")
                .isRefusal("there is no setting varve.ingest.lingr", "docs/CONFIGURATION.md");
    }

    @Test
    void anUnknownVariable() {
        run(Map.of("VARVE_INGEST_LINGR", "5ms"), "start")
                .isRefusal("VARVE_INGEST_LINGR", "unset it, or correct its name", "docs/CONFIGURATION.md");
    }

    @Test
    void aValueOfTheWrongKind() {
        run(Map.of("VARVE_INGEST_LINGER", "soon"), "start").isRefusal("varve.ingest.linger cannot be 'soon'");
    }

    @Test
    void aCrashPointThatThereIsNot() {
        run(Map.of("VARVE_CRASH_POINT", "AFTER_LUNCH"), "start")
                .isRefusal("varve.crash-point: \"AFTER_LUNCH\" is no crash point", "AFTER_PUT");
    }

    @Test
    void aPortThatThereIsNot() {
        run("start", "--kafka-port", "70000").isRefusal("70000");
    }

    @Test
    void aFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        run("start", "--data", file.toString()).isRefusal(file.toString(), "it must be writable");
    }

    @Test
    void aStoreOfAnUnknownKind() {
        run("start", "--store", "gs://bucket").isRefusal("gs://bucket", "use file:DIR, s3://BUCKET");
    }

    @Test
    void aJournalOfAnUnknownKind() {
        run("start", "--journal", "zookeeper:").isRefusal("zookeeper:", "dynamodb://TABLE");
    }

    @Test
    void aBucketThatThereIsNot() {
        String store = "s3://missing?endpoint=" + MinioServer.shared().endpoint();

        run("start", "--store", store, "--journal", "store:").isRefusal("missing", "create the bucket");
    }

    @Test
    void aBucketThatNobodyServes() {
        String endpoint = "http://127.0.0.1:" + ServerProcess.freePort();

        run("start", "--store", "s3://bucket?endpoint=" + endpoint, "--journal", "store:")
                .isRefusal(endpoint, "start it, or correct the endpoint");
    }

    @Test
    void aTableThatNobodyServes() {
        String endpoint = "http://127.0.0.1:" + ServerProcess.freePort();

        run("start", "--journal", "dynamodb://table?endpoint=" + endpoint)
                .isRefusal(endpoint, "start it, or correct the endpoint");
    }

    @Test
    void aTableOfSomebodyElse() throws IOException, InterruptedException {
        URI endpoint = DynamoDbServer.shared().endpoint();
        String table = """
                {"TableName": "invoices", "BillingMode": "PAY_PER_REQUEST",
                 "KeySchema": [
                    {"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "number", "KeyType": "RANGE"}],
                 "AttributeDefinitions": [
                    {"AttributeName": "customer", "AttributeType": "S"},
                    {"AttributeName": "number", "AttributeType": "N"}]}""";
        HttpRequest create = HttpRequest.newBuilder(endpoint)
                .header("X-Amz-Target", "DynamoDB_20120810.CreateTable")
                .POST(HttpRequest.BodyPublishers.ofString(table))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(create, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);

        run("start", "--journal", "dynamodb://invoices?endpoint=" + endpoint)
                .isRefusal("invoices", "is not a journal's table");
    }

    @Test
    void aFolderThatAnotherProcessUses() {
        String data = folder.resolve("data").toString();
        try (var first = VarveProcess.start(folder, Map.of(), "start", "--data", data)) {
            first.ready();

            run("start", "--data", data).isRefusal(data, "another process");
        }
    }

    @Test
    void aKafkaPortThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(0)) {
            run("start", "--kafka-port", Integer.toString(taken.getLocalPort()))
                    .isRefusal(Integer.toString(taken.getLocalPort()), "--kafka-port");
        }
    }

    @Test
    void anHttpPortThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            run("start", "--http-port", Integer.toString(taken.getLocalPort()))
                    .isRefusal(Integer.toString(taken.getLocalPort()), "--http-port");
        }
    }

    @ParameterizedTest
    @CsvSource({"ingest, file:data", "ingest, memory:", "read, file:data", "read, memory:"})
    void aSingleServiceOnAJournalOfOneProcess(String service, String journal) {
        run(service, "--store", "memory:", "--journal", journal).isRefusal("'" + journal + "'", "varve start");
    }

    @Test
    void anotherCatalogThatIsHalfSet() {
        String[] start = {"start", "--store", "memory:", "--journal", "memory:"};

        run(Map.of("VARVE_TABLE_CATALOG_TYPE", "rest"), start).isRefusal("varve.table.catalog.rest.uri is not set");
        run(Map.of("VARVE_TABLE_CATALOG_REST_TOKEN", "open-sesame"), start)
                .isRefusal("varve.table.catalog.rest.token is set", "varve.table.catalog.type is not 'rest'");
        run(Map.of("VARVE_TABLE_CATALOG_TYPE", "rest", "VARVE_TABLE_CATALOG_REST_URI", "catalog"), start)
                .isRefusal("varve.table.catalog.rest", "'catalog' is no REST catalog");
        run(Map.of("VARVE_TABLE_CATALOG_TYPE", "glue", "VARVE_TABLE_CATALOG_GLUE_DATABASE", "My-Own"), start)
                .isRefusal("varve.table.catalog.glue", "'My-Own' is no database");
    }

    @Test
    void twoWaysToSayWhereThingsAreKept() {
        Ended ended = run("start", "--data", "here", "--store", "memory:");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).startsWith("--data says where both are kept: leave out --store and --journal");
    }

    private Ended run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private Ended run(Map<String, String> environment, String... arguments) {
        return VarveProcess.run(folder, environment, arguments);
    }
}
