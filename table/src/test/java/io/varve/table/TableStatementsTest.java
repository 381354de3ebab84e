package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableStatementsTest {

    private final TableStatements statements = new TableStatements("orders.eu", "http://127.0.0.1:8181/iceberg/");

    @Test
    void everyEngineGetsTheCatalogAndTheQuotedName() {
        assertThat(statements.duckDb())
                .contains("ENDPOINT 'http://127.0.0.1:8181/iceberg',")
                .contains("FROM log.varve.\"orders.eu\" ");
        assertThat(statements.pyIceberg())
                .contains("uri=\"http://127.0.0.1:8181/iceberg\"")
                .contains("(\"varve\", \"orders.eu\")");
        assertThat(statements.spark())
                .contains("uri=http://127.0.0.1:8181/iceberg ")
                .contains("log.varve.`orders.eu`");
        assertThat(statements.trino())
                .contains("uri=http://127.0.0.1:8181/iceberg\n")
                .contains("log.varve.\"orders.eu\"");
    }

    /// A tombstone hides the values before it, so it must be left out after the latest row was found.
    @Test
    void tombstonesAreLeftOutOfTheLatestValues() {
        for (String latest : new String[] {statements.latestInDuckDb(), statements.latestInSpark()}) {
            assertThat(latest.indexOf("kafka_value IS NOT NULL")).isGreaterThan(latest.indexOf("row_number()"));
            assertThat(latest).contains("PARTITION BY kafka_partition, kafka_key ORDER BY kafka_offset DESC");
        }
    }

    @ParameterizedTest
    @CsvSource({"'a\"b', http://host", "a b, http://host", "a, file:///tmp", "a, 'http://host/'' OR 1'"})
    void whatWouldEndItsQuotesIsRefused(String table, String url) {
        assertThatThrownBy(() -> new TableStatements(table, url)).isInstanceOf(IllegalArgumentException.class);
    }
}
