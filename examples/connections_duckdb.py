#!/usr/bin/env python3
"""Prints what each connection sent, and its round-trip times: connections_duckdb.py FILE.duckdb|FOLDER

Needs the package duckdb (2.0 and newer for FILE.duckdb).
"""
import os
import sys

import duckdb


def open_flows(location):
    """The tables and views of docs/database.md, of a DuckDB file or of a folder of Parquet files."""
    if not os.path.isdir(location):
        return duckdb.connect(location, read_only=True)
    database = duckdb.connect()
    database.execute("SET file_search_path = '%s'" % location.replace("'", "''"))
    with open(os.path.join(location, "views.sql")) as views:
        database.execute(views.read())
    return database


flows = open_flows(sys.argv[1])
for row in flows.execute(
    """
    SELECT connection, client, server, cc, bytes_client, bytes_server,
        (SELECT quantile_disc(rtt_us, 0.5) FROM rtt_samples r
         WHERE r.connection = flows.connection AND side = 0) AS median_rtt_us
    FROM flows ORDER BY connection
    """
).fetchall():
    print(*row, sep="\t")
