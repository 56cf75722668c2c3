#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# build.sh OUT - compiles the programs of the benchmarks into OUT/META-INF/tcbee/bench.
set -eu
cd "$(dirname "$0")"
out=$1/META-INF/tcbee/bench
mkdir -p "$out"

if [ -e "$out/producer.bpf.o" ] && [ -z "$(find bpf ../bpf/include -type f -newer "$out/producer.bpf.o" -print -quit)" ]; then
	exit 0 # nothing is newer
fi

arch=$(uname -m)
case $arch in
x86_64) target=x86 ;;
aarch64) target=arm64 ;;
*) target=$arch ;;
esac

if command -v clang-format >/dev/null 2>&1; then
	clang-format --style=file:../bpf/.clang-format --dry-run -Werror bpf/*.c
fi
for program in frames drop producer; do # producer last: it says that all is done
	clang -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$target -Wall -Werror \
		-I../bpf/include -I"/usr/include/$arch-linux-gnu" -c "bpf/$program.bpf.c" -o "$out/$program.bpf.o"
done
