#!/usr/bin/env python3
"""Prints the congestion window of each connection, ten times a second: connections_sqlite.py FILE.sqlite

Needs nothing but Python.
"""
import sqlite3
import sys

flows = sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True)
for connection, client, server in flows.execute(
    "SELECT connection, client, server FROM flows ORDER BY connection"
).fetchall():
    print(client, "->", server)
    for tenth, least, greatest in flows.execute(
        """
        SELECT time_ns / 100000000, min(snd_cwnd), max(snd_cwnd) FROM tcp_state
        WHERE connection = ? AND side = 0 GROUP BY 1 ORDER BY 1
        """,
        (connection,),
    ):
        print("%6.1f s  %4d to %d segments" % (tenth / 10, least, greatest))
