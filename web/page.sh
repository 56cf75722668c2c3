#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# page.sh bundle|test TARGET - checks, lints and bundles the page into TARGET/classes/page, or runs its unit tests.
# esbuild and Deno lie in TARGET/tools, where the build has unpacked them.
set -eu
step=$1
target=$2
cd "$(dirname "$0")"
case $(uname -s)-$(uname -m) in
Linux-x86_64) ;;
*)
	echo "bundle the page: esbuild and Deno come for Linux on x86_64 only, this is $(uname -s) on $(uname -m); build there and copy the program" >&2
	exit 1
	;;
esac
deno=$(echo "$target"/tools/META-INF/resources/_static/linux-x64-glibc/*/deno)
esbuild=$(echo "$target"/tools/META-INF/resources/_static/linux-x64/*/bin/esbuild)
chmod +x "$deno" "$esbuild"
DENO_DIR=$target/deno DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
export DENO_DIR DENO_NO_UPDATE_CHECK NO_COLOR
config=src/main/page/deno.json
tests=src/test/page/deno.json

if [ "$step" = test ]; then
	exec "$deno" test -q --config $tests --no-remote --no-npm src/test/page
fi
out=$target/classes/page
if [ -e "$out/app.js" ] && [ -z "$(find src/main/page src/test/page page.sh -type f -newer "$out/app.js" -print -quit)" ]; then
	exit 0 # nothing is newer
fi
mkdir -p "$out"
"$deno" check -q --config $config --no-remote --no-npm src/main/page/*.ts
"$deno" check -q --config $tests --no-remote --no-npm src/test/page/*.ts
"$deno" lint -q --config $config src/main/page src/test/page
"$deno" fmt -q --check --config $config src/main/page src/test/page
cp src/main/page/*.html src/main/page/*.svg "$out"
"$esbuild" src/main/page/app.css --minify --log-level=warning --outfile="$out/app.css"
"$esbuild" src/main/page/app.ts --bundle --minify --format=esm --target=chrome120,firefox120,safari17 --charset=utf8 --log-level=warning --outfile="$out/app.new.js"
mv "$out/app.new.js" "$out/app.js" # last: it says that all is done
