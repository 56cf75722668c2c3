#!/usr/bin/env bash
# duckdb.sh CLASSES LIB JAR - lays the driver's classes (LIB/JAR) and its native libraries side by side.
set -euo pipefail
classes=$1 lib=$2 jar=$3

mkdir -p "$lib"
find "$classes" -maxdepth 1 -name 'libduckdb_java.so_*' -exec mv -f -t "$lib" {} +
rm -f "$lib/$jar"
"${JAVA_HOME:+$JAVA_HOME/bin/}jar" --create --file "$lib/$jar" --manifest "$classes/META-INF/MANIFEST.MF" -C "$classes" .
