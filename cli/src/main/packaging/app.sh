#!/usr/bin/env bash
# app.sh APP DUCKDB DUCKDB-JAR CAPTURE - makes the folder that the launcher starts from APP/lib, which holds our jars:
#
#   lib/            every jar; DuckDB's native library beside its jar, or its driver would unpack 72 MB at every start
#   java.options    what the JVM is started with
#   tcbee.aot       classes loaded and linked ahead of time, so that a start takes a fraction; so is the reading of CAPTURE
#   built           newer than every source that it was built from
set -euo pipefail
app=$1 duckdb=$2 jar=$3 capture=$4
bin=${JAVA_HOME:?the folder of the JDK}/bin

find "$duckdb" -maxdepth 1 -name 'libduckdb_java.so_*' -exec mv -f -t "$app/lib" {} +
"$bin/jar" --create --file "$app/lib/$jar" --manifest "$duckdb/META-INF/MANIFEST.MF" -C "$duckdb" .
"$bin/java" "$(dirname "$0")/ToClassFile.java" "$app"/lib/picocli-*.jar
cp "$(dirname "$0")/java.options" "$app/java.options"
rm -f "$app/tcbee.aot"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$bin/java" -XX:AOTCacheOutput="$app/tcbee.aot" -p "$app/lib" "@$app/java.options" -m io.tcbee.cli/io.tcbee.cli.Rehearsal \
	"$scratch" "$capture" >/dev/null 2>&1 || rm -f "$app/tcbee.aot"
touch "$app/built"
