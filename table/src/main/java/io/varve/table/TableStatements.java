package io.varve.table;

/// Statements that read a table, to be pasted as they are.
///
/// Every name is quoted: topics may be called what no engine takes for a name otherwise.
///
/// @param tableName as the catalog has it
/// @param catalogUrl of the REST catalog, without `/v1`
public record TableStatements(String tableName, String catalogUrl) {

    private static final String NAMESPACE = JournalCatalog.NAMESPACE;

    /// What the catalog is called in the statements.
    private static final String CATALOG = "log";

    public TableStatements {
        // Either is put between quotes.
        if (!tableName.matches("[A-Za-z0-9._%-]+") || !catalogUrl.matches("https?://[^\\s'\"`]+")) {
            throw new IllegalArgumentException("no statements for '" + tableName + "' at '" + catalogUrl + "'");
        }
        catalogUrl = catalogUrl.endsWith("/") ? catalogUrl.substring(0, catalogUrl.length() - 1) : catalogUrl;
    }

    public String duckDb() {
        return filled("""
                INSTALL iceberg; LOAD iceberg;
                ATTACH 'varve' AS {catalog} (TYPE iceberg, ENDPOINT '{url}', AUTHORIZATION_TYPE 'none');
                SELECT kafka_partition, kafka_offset, kafka_timestamp, decode(kafka_key), decode(kafka_value)
                FROM {table} LIMIT 10;
                """, '"');
    }

    public String pyIceberg() {
        return filled("""
                from pyiceberg.catalog import load_catalog
                catalog = load_catalog("{catalog}", type="rest", uri="{url}")
                table = catalog.load_table(("{namespace}", "{name}"))
                print(table.scan(limit=10).to_arrow())
                """, '"');
    }

    /// For `spark-sql`, together with the packages that Iceberg's documentation names for the version of Spark.
    public String spark() {
        return filled("""
                spark-sql \\
                  --conf spark.sql.catalog.{catalog}=org.apache.iceberg.spark.SparkCatalog \\
                  --conf spark.sql.catalog.{catalog}.type=rest \\
                  --conf spark.sql.catalog.{catalog}.uri={url} \\
                  -e 'SELECT * FROM {table} LIMIT 10'
                """, '`');
    }

    /// A catalog's properties file, and a statement.
    public String trino() {
        return filled("""
                -- etc/catalog/{catalog}.properties
                -- connector.name=iceberg
                -- iceberg.catalog.type=rest
                -- iceberg.rest-catalog.uri={url}
                -- fs.native-s3.enabled=true
                SELECT * FROM {table} LIMIT 10;
                """, '"');
    }

    /// The last value of each key, as compaction would leave it; for an engine that has attached the catalog.
    public String latestInDuckDb() {
        return filled("""
                SELECT * FROM (
                  SELECT * FROM {table} WHERE kafka_key IS NOT NULL
                  QUALIFY row_number() OVER (PARTITION BY kafka_partition, kafka_key ORDER BY kafka_offset DESC) = 1
                ) WHERE kafka_value IS NOT NULL;
                """, '"');
    }

    /// See [#latestInDuckDb].
    public String latestInSpark() {
        return filled("""
                SELECT * FROM (
                  SELECT *, row_number() OVER (
                    PARTITION BY kafka_partition, kafka_key ORDER BY kafka_offset DESC) AS age
                  FROM {table} WHERE kafka_key IS NOT NULL
                ) WHERE age = 1 AND kafka_value IS NOT NULL;
                """, '`');
    }

    private String filled(String template, char quote) {
        return template.replace("{catalog}", CATALOG)
                .replace("{namespace}", NAMESPACE)
                .replace("{url}", catalogUrl)
                .replace("{name}", tableName)
                .replace("{table}", CATALOG + "." + NAMESPACE + "." + quote + tableName + quote);
    }
}
