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

    private static final String FIRST_ROWS = "SELECT * FROM {table} LIMIT 10";

    private static final String LATEST = """
            SELECT * FROM (
              SELECT *, row_number() OVER (
                PARTITION BY kafka_partition, kafka_key ORDER BY kafka_offset DESC) AS age
              FROM {table} WHERE kafka_key IS NOT NULL
            ) AS aged WHERE age = 1 AND kafka_value IS NOT NULL""";

    public TableStatements {
        // Either is put between quotes.
        if (!tableName.matches("[A-Za-z0-9._%-]+") || !catalogUrl.matches("https?://[^\\s'\"`]+")) {
            throw new IllegalArgumentException("no statements for '" + tableName + "' at '" + catalogUrl + "'");
        }
        catalogUrl = catalogUrl.endsWith("/") ? catalogUrl.substring(0, catalogUrl.length() - 1) : catalogUrl;
    }

    /// A few rows.
    public String rows(Engine engine) {
        return switch (engine) {
            case DUCKDB -> duckDb("""
                SELECT kafka_partition, kafka_offset, kafka_timestamp,
                  decode(kafka_key, 'replace'), decode(kafka_value, 'replace')
                FROM {table} LIMIT 10""");
            case PYICEBERG -> pyIceberg("print(table.scan(limit=10).to_arrow())");
            case SPARK -> spark(FIRST_ROWS);
            case TRINO -> trino(FIRST_ROWS);
        };
    }

    /// The last value of each key, as compaction would leave it.
    public String latest(Engine engine) {
        return switch (engine) {
            case DUCKDB -> duckDb("""
                SELECT * FROM (
                  SELECT * FROM {table} WHERE kafka_key IS NOT NULL
                  QUALIFY row_number() OVER (PARTITION BY kafka_partition, kafka_key ORDER BY kafka_offset DESC) = 1
                ) WHERE kafka_value IS NOT NULL""");
            case PYICEBERG -> pyIceberg("""
                latest = {}
                for row in table.scan(row_filter="kafka_key is not null").to_arrow().sort_by("kafka_offset").to_pylist():
                    latest[row["kafka_partition"], row["kafka_key"]] = row
                print([row for row in latest.values() if row["kafka_value"] is not None])""");
            case SPARK -> spark(LATEST);
            case TRINO -> trino(LATEST);
        };
    }

    /// Any statement, for DuckDB.
    ///
    /// @param select in which `{table}` stands for the table
    public String duckDb(String select) {
        return filled("""
                INSTALL iceberg; LOAD iceberg;
                ATTACH 'varve' AS {catalog} (TYPE iceberg, ENDPOINT '{url}', AUTHORIZATION_TYPE 'none');
                """ + select + ";\n", '"');
    }

    /// @param code that reads `table`
    private String pyIceberg(String code) {
        return filled("""
                from pyiceberg.catalog import load_catalog
                catalog = load_catalog("{catalog}", type="rest", uri="{url}")
                table = catalog.load_table(("{namespace}", "{name}"))
                """ + code + "\n", '"');
    }

    /// For `spark-sql`, together with the packages that Iceberg's documentation names for the version of Spark.
    private String spark(String select) {
        return filled("""
                spark-sql \\
                  --conf spark.sql.catalog.{catalog}=org.apache.iceberg.spark.SparkCatalog \\
                  --conf spark.sql.catalog.{catalog}.type=rest \\
                  --conf spark.sql.catalog.{catalog}.uri={url} \\
                  -e '""" + select + "'\n", '`');
    }

    /// A catalog's properties file, and a statement.
    private String trino(String select) {
        return filled("""
                -- etc/catalog/{catalog}.properties
                -- connector.name=iceberg
                -- iceberg.catalog.type=rest
                -- iceberg.rest-catalog.uri={url}
                -- fs.native-s3.enabled=true
                """ + select + ";\n", '"');
    }

    private String filled(String template, char quote) {
        return template.replace("{catalog}", CATALOG)
                .replace("{namespace}", NAMESPACE)
                .replace("{url}", catalogUrl)
                .replace("{name}", tableName)
                .replace("{table}", CATALOG + "." + NAMESPACE + "." + quote + tableName + quote);
    }
}
