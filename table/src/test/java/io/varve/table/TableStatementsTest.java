package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TableStatementsTest {

    private final TableStatements statements = new TableStatements("orders.eu", "http://127.0.0.1:8181/iceberg/");

    @Test
    void everyEngineGetsTheCatalogAndTheQuotedName() {
        assertThat(statements.rows(Engine.DUCKDB))
                .contains("ENDPOINT 'http://127.0.0.1:8181/iceberg',")
                .contains("FROM log.varve.\"orders.eu\" ");
        assertThat(statements.rows(Engine.PYICEBERG))
                .contains("uri=\"http://127.0.0.1:8181/iceberg\"")
                .contains("(\"varve\", \"orders.eu\")");
        assertThat(statements.rows(Engine.SPARK))
                .contains("uri=http://127.0.0.1:8181/iceberg ")
                .contains("log.varve.`orders.eu`");
        assertThat(statements.rows(Engine.TRINO))
                .contains("uri=http://127.0.0.1:8181/iceberg\n")
                .contains("log.varve.\"orders.eu\"");
    }

    /// One value that is no text is no reason to show none.
    @Test
    void bytesThatAreNoTextAreShownAsFarAsTheyAre() {
        assertThat(statements.rows(Engine.DUCKDB))
                .contains("decode(kafka_key, 'replace')")
                .contains("decode(kafka_value, 'replace')");
    }

    /// A tombstone hides the values before it, so it must be left out after the latest row was found.
    @Test
    void tombstonesAreLeftOutOfTheLatestValues() {
        for (Engine engine : List.of(Engine.DUCKDB, Engine.SPARK, Engine.TRINO)) {
            String latest = statements.latest(engine);
            assertThat(latest.indexOf("kafka_value IS NOT NULL")).isGreaterThan(latest.indexOf("row_number()"));
            assertThat(latest).containsPattern("PARTITION BY kafka_partition, kafka_key ORDER BY kafka_offset DESC");
        }
        String latest = statements.latest(Engine.PYICEBERG);
        assertThat(latest.indexOf("[\"kafka_value\"] is not None")).isGreaterThan(latest.indexOf("latest["));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPastedAttachesTheCatalogFirst(Engine engine) {
        assertThat(statements.latest(engine))
                .contains("http://127.0.0.1:8181/iceberg")
                .doesNotContain("{table}");
        assertThat(statements.latest(engine).lines().findFirst())
                .isEqualTo(statements.rows(engine).lines().findFirst());
    }

    @Test
    void anyStatementCanBePutToDuckDb() {
        assertThat(statements.duckDb("SELECT count(*) FROM {table}"))
                .startsWith("INSTALL iceberg;")
                .endsWith("\nSELECT count(*) FROM log.varve.\"orders.eu\";\n");
    }

    @ParameterizedTest
    @CsvSource({"'a\"b', http://host", "a b, http://host", "a, file:///tmp", "a, 'http://host/'' OR 1'"})
    void whatWouldEndItsQuotesIsRefused(String table, String url) {
        assertThatThrownBy(() -> new TableStatements(table, url)).isInstanceOf(IllegalArgumentException.class);
    }
}
