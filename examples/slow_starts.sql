-- How long each connection took from its start to its greatest congestion window, and what it lost on the way.
--
--   sqlite3 FILE.sqlite < slow_starts.sql
--   duckdb FILE.duckdb < slow_starts.sql
--   cd FOLDER && duckdb -init views.sql < .../slow_starts.sql
SELECT f.connection, f.client, f.server, f.cc, w.greatest AS segments,
    min(s.time_ns - c.start_ns) / 1e6 AS after_ms,
    (SELECT count(*) FROM retransmissions r
     WHERE r.connection = f.connection AND r.side = w.side) AS retransmissions
FROM flows f
    JOIN connections c ON c.connection = f.connection
    JOIN (SELECT connection, side, max(snd_cwnd) AS greatest FROM tcp_state
          GROUP BY connection, side) w ON w.connection = f.connection
    JOIN tcp_state s ON s.connection = w.connection AND s.side = w.side AND s.snd_cwnd = w.greatest
GROUP BY f.connection, f.client, f.server, f.cc, w.greatest, w.side
ORDER BY f.connection, w.side;
