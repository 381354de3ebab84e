package io.varve.cli.demo;

import io.varve.metadata.entry.NodeAddress;
import io.varve.table.TableStatements;
import java.util.List;

/// What a person would type next: the topic, read by a program of others, by their own, and by Varve's; and its table.
final class NextSteps {

    /// Counts the flights of each carrier, by what stands in the records' JSON.
    private static final String DELAYS = "SELECT decode(kafka_value)::JSON->>'carrier' AS carrier, count(*) AS flights,"
            + " round(avg((decode(kafka_value)::JSON->>'dep_delay')::INT), 1) AS delay_minutes"
            + " FROM {table} GROUP BY 1 ORDER BY 2 DESC";

    private NextSteps() {}

    /// @param bootstrap `HOST:PORT`
    static List<String> lines(String bootstrap, String topic) {
        return List.of(
                "kcat -C -b " + bootstrap + " -t " + topic + " -o beginning -e -q",
                "python3 -c \"from kafka import KafkaConsumer as C; [print(r.value.decode()) for r in C('" + topic
                        + "', bootstrap_servers='" + bootstrap
                        + "', auto_offset_reset='earliest', consumer_timeout_ms=3000)]\"  # pip install kafka-python",
                "./varve consume " + topic + " --bootstrap " + bootstrap);
    }

    /// @param http where the node answers HTTP
    static List<String> tableLines(String http, String topic) {
        String statement = new TableStatements(topic, http + "/iceberg")
                .duckDb(DELAYS)
                .strip()
                .replace("\n", " ")
                .replace("\"", "\\\"");
        return List.of("duckdb -c \"" + statement + "\"", "./varve table show " + topic + " --http " + http);
    }

    static String http(NodeAddress node) {
        return "http://" + node.host() + ":" + node.httpPort();
    }
}
