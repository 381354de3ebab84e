package io.varve.compactor.app;

/// Sorts of catalogs that can be fed with the tables.
public enum CatalogType {
    NONE,
    REST,
    GLUE
}
