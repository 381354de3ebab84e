package io.varve.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.cli.CommandRun;
import io.varve.cli.console.Json;
import io.varve.testkit.MinioServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node tells those who watch it.
class ObservationIT {

    /// What dashboards rely on. Nouns, with a unit where they have one; Prometheus writes underscores for dots.
    private static final Set<String> METRICS = Set.of(
            "varve_cache_size_bytes",
            "varve_catalog_topics",
            "varve_clock_skew_seconds",
            "varve_fetch_sessions",
            "varve_fetch_waiting",
            "varve_ingest_buffered_bytes",
            "varve_journal_appended_bytes",
            "varve_journal_appends",
            "varve_journal_appends_occupied",
            "varve_journal_appends_throttled",
            "varve_journal_appends_unknown",
            "varve_journal_failures",
            "varve_journal_floor_raises",
            "varve_journal_floor_reads",
            "varve_journal_read_bytes",
            "varve_journal_read_entries",
            "varve_journal_reads",
            "varve_journal_reads_empty",
            "varve_journal_trimmed_entries",
            "varve_journal_trims",
            "varve_kafka_connections",
            "varve_kafka_in_flight_bytes",
            "varve_shard_applied",
            "varve_store_failures",
            "varve_store_read_bytes",
            "varve_store_requests",
            "varve_store_written_bytes");

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void metricsAreNamedByNounsAndCountWhatHappens() throws Exception {
        try (VarveProcess node = VarveProcess.start(folder, Map.of(), "start", "--data", "data")) {
            VarveProcess.Ready ready = node.ready();
            var cluster = new CommandRun.Against(ready.kafka());
            cluster.run("topic", "create", "counted");
            cluster.withInput("record\n", "produce", "counted");

            String metrics = get(ready.http() + "/q/metrics").body();

            assertThat(names(metrics))
                    .containsAll(METRICS)
                    .allSatisfy(name -> assertThat(name).matches("varve(_[a-z]+)+"));
            assertThat(value(metrics, "varve_catalog_topics")).isEqualTo(1);
            assertThat(value(metrics, "varve_journal_appends_total")).isGreaterThanOrEqualTo(3);
            assertThat(value(metrics, "varve_shard_applied{shard=\"data-0\"}")).isPositive();
        }
    }

    @Test
    void aNodeIsHealthyOnlyWhileItsStoreIsThere() throws Exception {
        MinioServer minio = MinioServer.start();
        String store = "s3://" + minio.newBucket() + "?endpoint=" + minio.endpoint();
        try (VarveProcess node =
                VarveProcess.start(folder, Map.of(), "start", "--store", store, "--journal", "store:")) {
            VarveProcess.Ready ready = node.ready();
            HttpResponse<String> healthy = get(ready.http() + "/q/health");
            minio.close();
            HttpResponse<String> unhealthy = get(ready.http() + "/q/health");

            assertThat(healthy.statusCode()).isEqualTo(200);
            assertThat(Json.parse(healthy.body()).get("status").asText()).isEqualTo("UP");
            assertThat(unhealthy.statusCode()).isEqualTo(503);
            assertThat(Json.parse(unhealthy.body()).get("checks").findValuesAsText("reason"))
                    .hasSize(1);
            // Whoever restarts what is not alive would only make it worse.
            assertThat(get(ready.http() + "/q/health/live").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Set<String> names(String metrics) {
        var names = new TreeSet<String>();
        Pattern.compile("^# TYPE (varve_\\w+) ", Pattern.MULTILINE)
                .matcher(metrics)
                .results()
                .forEach(found -> names.add(found.group(1)));
        return names;
    }

    private static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
