"""Spark with its Iceberg runtime, in this process."""

import os

from pyspark.sql import SparkSession


def session(catalog: str) -> SparkSession:
    """Spark, with the catalog as `log`. The jars are those that `SPARK_JARS` names, with commas between them."""
    return (
        SparkSession.builder.master("local[2]")
        .appName("tables")
        .config("spark.jars", os.environ["SPARK_JARS"])
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.catalog.log", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.log.type", "rest")
        .config("spark.sql.catalog.log.uri", catalog)
        .getOrCreate()
    )
