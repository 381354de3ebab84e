package io.varve.table;

/// An engine that reads tables, and for which there are statements to paste.
public enum Engine {
    DUCKDB,
    PYICEBERG,
    SPARK,
    TRINO
}
