"""Puts SQL engines to the tables of a catalog.

    tables.py await   CATALOG TABLE ROWS [--seconds S]
    tables.py flights CATALOG TABLE CSV.gz --rows N --engines duckdb,pyiceberg,spark [--turns T]
    tables.py column  CATALOG TABLE --rows N --filled N --engines duckdb,pyiceberg,spark
    tables.py day     CATALOG TABLE DAY --rows N --engines duckdb,pyiceberg,spark
    tables.py latest  CATALOG TABLE LAST [--engine duckdb|pyiceberg|spark]

`await` waits until a table has that many rows. `flights` compares counts and mean arrival delays by carrier, computed
from the JSON of the records, with those of the file. `column` looks at a column that was added later, the size of the
value, which some of the rows have and others have not. `day` counts the rows that have come on a day. `latest` compares
what the statement for the latest value of each key shows, as `varve table sql --latest` prints it for that engine, read
from standard input, with record lines of the last updates.
Prints a line for each engine; ends with 1 at the first difference.
"""

import argparse
import contextlib
import datetime
import importlib.resources
import io
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import duckdb
import record_lines
from flights import rows

Delays = dict[str, tuple[int, float]]  # by carrier: flights, mean arrival delay of those that arrived


def expected(source: Path, count: int) -> Delays:
    return summed((row["carrier"], row["arr_delay"]) for row in rows(source, count))


def summed(pairs) -> Delays:
    by_carrier = defaultdict(list)
    for carrier, delay in pairs:
        by_carrier[carrier].append(delay)
    return {
        carrier: (len(delays), statistics.fmean(delay for delay in delays if delay is not None))
        for carrier, delays in by_carrier.items()
    }


def extended() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for name in ("parquet", "avro", "httpfs", "iceberg"):
        package = importlib.resources.files(f"duckdb_extension_{name}")
        (path,) = Path(str(package)).glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension")
        connection.execute(f"LOAD '{path}'")
    return connection


def duck(catalog: str) -> duckdb.DuckDBPyConnection:
    connection = extended()
    connection.execute(f"ATTACH 'varve' AS log (TYPE iceberg, ENDPOINT '{catalog}', AUTHORIZATION_TYPE 'none')")
    return connection


def ice_table(catalog: str, table: str):
    from pyiceberg.catalog import load_catalog

    return load_catalog("log", type="rest", uri=catalog).load_table(("varve", table))


def by_duckdb(catalog: str, table: str) -> Delays:
    found = duck(catalog).execute(f"""
        SELECT decode(kafka_key), count(*), avg(TRY_CAST(json_extract_string(decode(kafka_value), '$.arr_delay') AS DOUBLE))
        FROM log.varve."{table}" GROUP BY 1""")
    return {carrier: (count, mean) for carrier, count, mean in found.fetchall()}


def by_pyiceberg(catalog: str, table: str) -> Delays:
    scan = ice_table(catalog, table).scan()
    values = scan.to_arrow().column("kafka_value").to_pylist()
    flights = (json.loads(value) for value in values)
    return summed((flight["carrier"], flight["arr_delay"]) for flight in flights)


def by_spark(catalog: str, table: str) -> Delays:
    from spark_engine import session

    found = session(catalog).sql(f"""
        SELECT CAST(kafka_key AS STRING), count(*),
               avg(CAST(get_json_object(CAST(kafka_value AS STRING), '$.arr_delay') AS DOUBLE))
        FROM log.varve.`{table}` GROUP BY 1""")
    return {carrier: (count, mean) for carrier, count, mean in found.collect()}


ENGINES: dict[str, Callable[[str, str], Delays]] = {
    "duckdb": by_duckdb,
    "pyiceberg": by_pyiceberg,
    "spark": by_spark,
}


def compare(engine: str, found: Delays, wanted: Delays) -> None:
    for carrier in sorted(found.keys() | wanted.keys()):
        count, mean = found.get(carrier, (0, 0.0))
        wanted_count, wanted_mean = wanted.get(carrier, (0, 0.0))
        if count != wanted_count or abs(mean - wanted_mean) > 1e-6:
            sys.exit(f"{engine}: {carrier} has {count} flights of {mean}, not {wanted_count} of {wanted_mean}")


def flights(options: argparse.Namespace) -> None:
    wanted = expected(options.source, options.rows)
    for engine in options.engines.split(","):
        began = time.monotonic()
        for _ in range(options.turns):
            compare(engine, ENGINES[engine](options.catalog, options.table), wanted)
        total = sum(count for count, _ in wanted.values())
        print(f"{engine:10} {total} rows, {len(wanted)} carriers, as in the file, {time.monotonic() - began:.1f} s")


def await_rows(options: argparse.Namespace) -> None:
    end = time.monotonic() + options.seconds
    found = "no such table"
    while time.monotonic() < end:
        try:
            (found,) = duck(options.catalog).execute(f'SELECT count(*) FROM log.varve."{options.table}"').fetchone()
            if found == options.rows:
                return
        except duckdb.Error as failure:
            found = str(failure)
        time.sleep(0.5)
    sys.exit(f"after {options.seconds} s the table {options.table} has {found}, not {options.rows} rows")


Sizes = tuple[int, int, int, int]  # rows; those with a size; of them those with the right one; bytes of all values


SIZES = """
    SELECT count(*), count(kafka_value_size), count(CASE WHEN kafka_value_size = octet_length(kafka_value) THEN 1 END),
           sum(octet_length(kafka_value))
    FROM log.varve.{}"""


def sizes_by_duckdb(catalog: str, table: str) -> Sizes:
    return duck(catalog).execute(SIZES.format(f'"{table}"')).fetchone()


def sizes_by_pyiceberg(catalog: str, table: str) -> Sizes:
    rows = ice_table(catalog, table).scan().to_arrow()
    sizes = list(zip(rows["kafka_value_size"].to_pylist(), map(len, rows["kafka_value"].to_pylist())))
    filled = [(size, length) for size, length in sizes if size is not None]
    return len(sizes), len(filled), sum(size == length for size, length in filled), sum(length for _, length in sizes)


def sizes_by_spark(catalog: str, table: str) -> Sizes:
    from spark_engine import session

    return tuple(session(catalog).sql(SIZES.format(f"`{table}`")).collect()[0])


SIZES_BY: dict[str, Callable[[str, str], Sizes]] = {
    "duckdb": sizes_by_duckdb,
    "pyiceberg": sizes_by_pyiceberg,
    "spark": sizes_by_spark,
}


def column(options: argparse.Namespace) -> None:
    totals = set()
    for engine in options.engines.split(","):
        *found, total = SIZES_BY[engine](options.catalog, options.table)
        if found != [options.rows, options.filled, options.filled]:
            sys.exit(f"{engine}: rows, with a size, with the right one: {found}, not {options.rows}, {options.filled}")
        totals.add(total)
        print(f"{engine:10} {options.rows} rows, {options.filled} of them with the column")
    if len(totals) != 1:
        sys.exit(f"the engines see values of {totals} bytes")


def day_by_duckdb(catalog: str, table: str, begin: str, end: str) -> int:
    (count,) = duck(catalog).execute(f"""
        SELECT count(*) FROM log.varve."{table}"
        WHERE kafka_ingest_time >= TIMESTAMPTZ '{begin}' AND kafka_ingest_time < TIMESTAMPTZ '{end}'""").fetchone()
    return count


def day_by_pyiceberg(catalog: str, table: str, begin: str, end: str) -> int:
    loaded = ice_table(catalog, table)
    scan = loaded.scan(row_filter=f"kafka_ingest_time >= '{begin}' and kafka_ingest_time < '{end}'")
    of_the_day, of_all = len(list(scan.plan_files())), len(list(loaded.scan().plan_files()))
    if not 0 < of_the_day < of_all:
        sys.exit(f"pyiceberg reads {of_the_day} of {of_all} files for one day")
    return len(scan.to_arrow())


def day_by_spark(catalog: str, table: str, begin: str, end: str) -> int:
    from spark_engine import session

    rows = session(catalog).sql(f"""
        SELECT count(*) FROM log.varve.`{table}`
        WHERE kafka_ingest_time >= TIMESTAMP '{begin}' AND kafka_ingest_time < TIMESTAMP '{end}'""")
    return rows.collect()[0][0]


DAY_BY: dict[str, Callable[[str, str, str, str], int]] = {
    "duckdb": day_by_duckdb,
    "pyiceberg": day_by_pyiceberg,
    "spark": day_by_spark,
}


def day(options: argparse.Namespace) -> None:
    begin = datetime.datetime.fromisoformat(options.day).replace(tzinfo=datetime.timezone.utc)
    end = begin + datetime.timedelta(days=1)
    for engine in options.engines.split(","):
        found = DAY_BY[engine](options.catalog, options.table, begin.isoformat(), end.isoformat())
        if found != options.rows:
            sys.exit(f"{engine}: {found} rows have come on {options.day}, not {options.rows}")
        print(f"{engine:10} {found} rows of {options.day}")


Pair = tuple[bytes, bytes]  # key and value


def latest_by_duckdb(statement: str) -> list[Pair]:
    shown = extended().execute(statement)
    columns = [column[0] for column in shown.description]
    key, value = columns.index("kafka_key"), columns.index("kafka_value")
    return [(bytes(row[key]), bytes(row[value])) for row in shown.fetchall()]


def latest_by_pyiceberg(statement: str) -> list[Pair]:
    names: dict = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(statement, names)
    rows = names["latest"].values()
    return [(row["kafka_key"], row["kafka_value"]) for row in rows if row["kafka_value"] is not None]


def latest_by_spark(statement: str) -> list[Pair]:
    from spark_engine import sql

    # Of the columns, keys and values are the sixth and the seventh.
    lines = [line.split("\t") for line in sql(statement).splitlines()]
    return [(line[5].encode(), line[6].encode()) for line in lines]


LATEST_BY: dict[str, Callable[[str], list[Pair]]] = {
    "duckdb": latest_by_duckdb,
    "pyiceberg": latest_by_pyiceberg,
    "spark": latest_by_spark,
}


def latest(options: argparse.Namespace) -> None:
    wanted = {record.key: record.value for record in record_lines.read(options.last) if record.value is not None}
    found = LATEST_BY[options.engine](sys.stdin.read())
    if len(found) != len(dict(found)) or dict(found) != wanted:
        different = [name for name, last in wanted.items() if dict(found).get(name) != last]
        sys.exit(f"{len(found)} latest values of {len(wanted)}; {len(different)} differ, such as {different[:3]}")
    print(f"{options.engine:10} the latest values of {len(found)} keys, as they were sent last")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, action in (("await", await_rows), ("flights", flights), ("column", column), ("day", day), ("latest", latest)):
        verb = verbs.add_parser(name)
        verb.set_defaults(action=action)
        verb.add_argument("catalog")
        verb.add_argument("table")
        if name == "await":
            verb.add_argument("rows", type=int)
            verb.add_argument("--seconds", type=float, default=60)
        elif name == "flights":
            verb.add_argument("source", type=Path)
            verb.add_argument("--rows", type=int, required=True)
            verb.add_argument("--engines", default="duckdb,pyiceberg")
            verb.add_argument("--turns", type=int, default=1)
        elif name == "column":
            verb.add_argument("--rows", type=int, required=True)
            verb.add_argument("--filled", type=int, required=True)
            verb.add_argument("--engines", default="duckdb,pyiceberg")
        elif name == "day":
            verb.add_argument("day")
            verb.add_argument("--rows", type=int, required=True)
            verb.add_argument("--engines", default="duckdb,pyiceberg")
        else:
            verb.add_argument("last", type=Path)
            verb.add_argument("--engine", default="duckdb", choices=LATEST_BY)
    options = parser.parse_args()
    options.action(options)


if __name__ == "__main__":
    main()
