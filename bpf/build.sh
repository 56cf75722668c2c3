#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# build.sh OUT - compiles the programs into OUT/META-INF/tcbee and checks each probe file alone.
set -eu
cd "$(dirname "$0")"
out=$1/META-INF/tcbee
work=$1/../bpf
mkdir -p "$out" "$work"

need() {
	command -v "$1" >/dev/null 2>&1 || { echo "$1 is missing: apt-get install $2" >&2; exit 1; }
}
need clang clang
need bpftool bpftool
[ -f /usr/include/bpf/bpf_helpers.h ] || { echo "bpf/bpf_helpers.h is missing: apt-get install libbpf-dev" >&2; exit 1; }

if [ -e "$out/events.btf.json" ] && [ -z "$(find . -name target -prune -o -type f -newer "$out/events.btf.json" -print -quit)" ]; then
	exit 0 # nothing is newer
fi

arch=$(uname -m)
case $arch in
x86_64) target=x86 ;;
aarch64) target=arm64 ;;
*) target=$arch ;;
esac

compile() {
	clang -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$target -Wall -Werror \
		-Iinclude -I"/usr/include/$arch-linux-gnu" -c "$1" -o "$2"
}

if command -v clang-format >/dev/null 2>&1; then
	clang-format --dry-run -Werror ./*.c include/tcbee/*.h probes/*.c
else
	echo "clang-format is missing, the style is not checked: apt-get install clang-format"
fi
for probe in probes/*.bpf.c; do
	compile "$probe" "$work/$(basename "$probe" .c).o"
done
compile tcbee.bpf.c "$work/tcbee.bpf.o"
# links the one object to itself: without DWARF, which the kernel does not read; BTF stays
bpftool gen object "$out/tcbee.bpf.o" "$work/tcbee.bpf.o"
compile events_btf.c "$work/events_btf.o"
bpftool -j btf dump file "$work/events_btf.o" >"$work/events.btf.json"
mv "$work/events.btf.json" "$out/events.btf.json" # last: it says that all is done
