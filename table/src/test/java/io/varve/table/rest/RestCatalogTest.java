package io.varve.table.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.varve.metadata.catalog.Topic;
import io.varve.metadata.journal.FaultyJournal;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.config.StoreUri;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.table.JournalCatalog;
import io.varve.table.PublishSettings;
import io.varve.table.Publisher;
import io.varve.table.StoreFileIO;
import io.varve.table.TestLog;
import io.varve.testkit.ManualDoors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SessionCatalog.SessionContext;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.rest.HTTPClient;
import org.apache.iceberg.rest.RESTSessionCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestCatalogTest {

    private static final String STORE = "minio://lake/varve?endpoint=http://127.0.0.1:9000";
    private static final String TABLES = "/v1/namespaces/varve/tables";

    private final ManualDoors time = new ManualDoors();
    private final MemoryObjectStore objects = new MemoryObjectStore(time);
    private final TestLog log =
            new TestLog(objects, FaultyJournal.over(new MemoryJournal(false)), "s3://lake/varve", time);
    private final JournalCatalog tables = new JournalCatalog(log.cluster, log.warehouse);
    private final Publisher publisher = log.publisher(PublishSettings.DEFAULT);
    private final RestCatalog catalog =
            new RestCatalog(tables, log.warehouse, WarehouseConfig.of(StoreUri.parse(STORE), Optional.empty()));
    private final RestCatalog generous = new RestCatalog(
            tables,
            log.warehouse,
            WarehouseConfig.of(
                    StoreUri.parse(STORE), Optional.of(new WarehouseConfig.AccessKeys("reader", "open sesame"))));
    private Topic topic;

    @BeforeEach
    void publish() {
        topic = log.topic("orders.eu", 2);
        log.topic("empty", 1);
        log.segment(topic, 0, 5);
        log.segment(topic, 1, 5);
        publisher.publish(topic);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void configSaysHowTheBucketIsReachedAndWhatIsServed() {
        JsonNode config = json(get("/v1/config"));

        assertThat(config.at("/defaults/s3.endpoint").asText()).isEqualTo("http://127.0.0.1:9000");
        assertThat(config.at("/defaults/s3.path-style-access").asText()).isEqualTo("true");
        assertThat(config.at("/defaults/client.region").asText()).isEqualTo("us-east-1");
        assertThat(config.at("/endpoints"))
                .hasSize(8)
                .extracting(JsonNode::asText)
                .contains("GET /v1/{prefix}/namespaces/{namespace}/tables/{table}");
    }

    @Test
    void keysAreHandedOutOnlyWhereASettingSaysSo() {
        for (String path : List.of("/v1/config", TABLES + "/orders.eu", TABLES + "/orders.eu/credentials")) {
            assertThat(get(path).status()).isEqualTo(200);
            assertThat(get(path).json()).doesNotContain("s3.secret-access-key");
            assertThat(generous.answer("GET", path, null).json()).contains("\"s3.secret-access-key\":\"open sesame\"");
        }
        for (String path : List.of(TABLES + "/orders.eu", TABLES + "/orders.eu/credentials")) {
            assertThat(json(get(path)).at("/storage-credentials")).isEmpty();
            assertThat(json(generous.answer("GET", path, null)).at("/storage-credentials"))
                    .extracting(credential -> credential.at("/prefix").asText())
                    .containsExactly(prefix("data"), prefix("manifest"), prefix("table"));
        }
    }

    @Test
    void secretsAreInNoText() {
        assertThat(new WarehouseConfig.AccessKeys("reader", "open sesame").toString())
                .doesNotContain("sesame");
        assertThat(generous.answer("GET", "/v1/config", null).toString()).doesNotContain("sesame");
    }

    @Test
    void thereIsOneNamespace() {
        assertThat(get("/v1/namespaces").json()).contains("[[\"varve\"]]");
        assertThat(json(catalog.answer("GET", "/v1/namespaces", "parent=varve")).at("/namespaces"))
                .isEmpty();
        assertThat(json(get("/v1/namespaces/varve")).at("/namespace/0").asText())
                .isEqualTo("varve");
        assertThat(head("/v1/namespaces/varve")).isEqualTo(RestAnswer.noContent());
    }

    @Test
    void tablesAreTheTopicsThatHaveSegments() {
        JsonNode identifiers = json(get(TABLES)).at("/identifiers");

        assertThat(identifiers).hasSize(1);
        assertThat(identifiers.at("/0/name").asText()).isEqualTo("orders.eu");
        assertThat(head(TABLES + "/orders.eu")).isEqualTo(RestAnswer.noContent());
        assertThat(head(TABLES + "/empty")).isEqualTo(new RestAnswer(404, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/namespaces/varve/tables/orders.eu, 200, ",
        "/v1/namespaces/varve/tables/orders%2Eeu, 200, ",
        "/v1/namespaces/varve/tables/ORDERS.EU, 200, ",
        "/v1/namespaces/%76arve/tables/orders.eu, 200, ",
        "/v1/namespaces/varve%1Forders/tables/eu, 404, NoSuchNamespaceException",
        "/v1/namespaces/varve%1F/tables/orders.eu, 404, NoSuchNamespaceException",
        "/v1/namespaces/other, 404, NoSuchNamespaceException",
        "/v1/namespaces/other/tables, 404, NoSuchNamespaceException",
        "/v1/namespaces//tables, 404, NoSuchNamespaceException",
        "/v1/namespaces/varve/tables/, 404, NoSuchTableException",
        "/v1/namespaces/varve/tables/orders%252Eeu, 404, NoSuchTableException",
        "/v1/namespaces/varve/tables/orders.eu%2Fcredentials, 404, NoSuchTableException",
        "/v1/namespaces/varve/tables/%C3%BCber, 404, NoSuchTableException",
        "/v1/namespaces/varve/tables/%zz, 404, NoSuchTableException",
        "/v1/namespaces/varve/tables/a%, 404, NoSuchTableException",
        "/v1/namespaces/varve/views, 405, UnsupportedOperationException",
        "/v1/namespaces/varve/tables/orders.eu/plan, 405, UnsupportedOperationException",
        "/v1/config/more, 405, UnsupportedOperationException",
        "/v1, 405, UnsupportedOperationException",
        "/v2/config, 405, UnsupportedOperationException",
        "'', 405, UnsupportedOperationException",
    })
    void namesAreDecodedOnceAndWhatIsNotThereIsSaidSo(String path, int status, String type) {
        RestAnswer answer = get(path);

        assertThat(answer.status()).isEqualTo(status);
        if (type != null) {
            assertThat(json(answer).at("/error/type").asText()).isEqualTo(type);
            assertThat(json(answer).at("/error/code").asInt()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/namespaces",
        "DELETE, /v1/namespaces/varve",
        "POST, /v1/namespaces/varve/tables",
        "POST, /v1/namespaces/varve/tables/orders.eu",
        "DELETE, /v1/namespaces/varve/tables/orders.eu",
        "POST, /v1/namespaces/varve/tables/orders.eu/credentials",
        "POST, /v1/transactions/commit",
        "POST, /v1/tables/rename",
    })
    void nothingIsChangedThroughTheCatalog(String method, String path) {
        assertThat(catalog.answer(method, path, null).status()).isEqualTo(405);
    }

    @Test
    void aQueryThatIsNotEncodedIsRefused() {
        assertThat(catalog.answer("GET", "/v1/namespaces", "parent=%zz").status())
                .isEqualTo(400);
    }

    @Test
    void metricsAreTakenAndForgotten() {
        assertThat(catalog.answer("POST", TABLES + "/orders.eu/metrics", null)).isEqualTo(RestAnswer.noContent());
    }

    @Test
    void whatFailsInsideIsNotTold() {
        objects.delete(
                List.of(log.cluster.catalog().table(topic.id()).orElseThrow().key(log.cluster.clusterId())));

        RestAnswer answer = get(TABLES + "/orders.eu");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json()).doesNotContain("NotFound", "manifest", "java");
    }

    @Test
    void snapshotsOfThePastCanBeLeftOut() {
        log.segment(topic, 0, 5);
        publisher.publish(topic);

        assertThat(json(get(TABLES + "/orders.eu")).at("/metadata/snapshots")).hasSize(2);
        assertThat(json(catalog.answer("GET", TABLES + "/orders.eu", "snapshots=refs"))
                        .at("/metadata/snapshots"))
                .hasSize(1);
    }

    @Test
    void aLookAtTheJournalServesAllWithinASecond() {
        assertThat(tables.exists("orders.eu")).isTrue();
        Topic other = log.topic("other", 1);
        log.segment(other, 0, 1);
        publisher.publish(other);

        assertThat(tables.exists("other")).isFalse();
        time.advance(Duration.ofSeconds(1));
        assertThat(tables.exists("other")).isTrue();
    }

    @Test
    void icebergsOwnClientPlansAScan() throws IOException {
        try (var served = new Served();
                RESTSessionCatalog session = served.client()) {
            Catalog client = session.asCatalog(SessionContext.createEmpty());
            assertThat(client.listTables(Namespace.of("varve")))
                    .containsExactly(TableIdentifier.of("varve", "orders.eu"));
            assertThat(session.listNamespaces(SessionContext.createEmpty())).containsExactly(Namespace.of("varve"));

            Table table = client.loadTable(TableIdentifier.of("varve", "orders.eu"));
            var found = new ArrayList<String>();
            try (var tasks = table.newScan()
                    .filter(Expressions.equal("kafka_partition", 1))
                    .planFiles()) {
                tasks.forEach(task -> found.add(task.file().location()));
            }

            assertThat(found)
                    .containsExactly(log.warehouse.locationOf(
                            log.segments(topic).getLast().segment().object()));
            assertThat(client.tableExists(TableIdentifier.of("varve", "empty"))).isFalse();
            assertThatThrownBy(() -> client.loadTable(TableIdentifier.of("varve", "empty")))
                    .isInstanceOf(NoSuchTableException.class);
        }
    }

    private String prefix(String folder) {
        return "s3://lake/varve/" + log.cluster.clusterId() + "/" + folder + "/";
    }

    private RestAnswer get(String path) {
        return catalog.answer("GET", path, null);
    }

    private RestAnswer head(String path) {
        return catalog.answer("HEAD", path, null);
    }

    private static JsonNode json(RestAnswer answer) {
        try {
            return new ObjectMapper().readTree(answer.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The catalog behind a socket, as a host would have it.
    private final class Served implements AutoCloseable {

        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);

        Served() throws IOException {
            server.createContext("/", this::answer);
            server.start();
        }

        RESTSessionCatalog client() {
            var session = new RESTSessionCatalog(
                    config -> HTTPClient.builder(config).uri(config.get("uri")).build(),
                    (context, config) -> new StoreFileIO(objects, log.warehouse));
            session.initialize(
                    "log",
                    Map.of("uri", "http://127.0.0.1:" + server.getAddress().getPort()));
            return session;
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                RestAnswer answer = catalog.answer(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getRawPath(),
                        exchange.getRequestURI().getRawQuery());
                byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
