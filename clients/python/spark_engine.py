"""Spark with its Iceberg runtime. The jars are those that `SPARK_JARS` names, with commas between them."""

import os
import subprocess
import tempfile
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession


def session(catalog: str) -> SparkSession:
    """Spark in this process, with the catalog as `log`."""
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


def sql(command: str) -> str:
    """What a shell's command that calls `spark-sql` prints."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "spark-defaults.conf").write_text(
            f"spark.master local[2]\nspark.jars {os.environ['SPARK_JARS']}\nspark.ui.enabled false\n"
            f"spark.hadoop.javax.jdo.option.ConnectionURL jdbc:derby:memory:metastore;create=true\n"
        )
        path = f"{Path(pyspark.__file__).parent / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-c", command],
            env={**os.environ, "PATH": path, "SPARK_CONF_DIR": folder},
            cwd=folder,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
