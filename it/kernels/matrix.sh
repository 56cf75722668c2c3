#!/bin/bash
# matrix.sh - boots this machine's files with other kernels, by QEMU without KVM, and runs guest.sh in each.
#
# matrix.sh FOLDER [SERIES...]     FOLDER keeps the kernels for the next time. A series is 6.1, 6.12, 6.18 or 7, with
#                                  +confidentiality behind it for that lockdown. Without any: all of the matrix.
# Environment: TCBEE, the built launcher; JAVA_HOME; LIMIT, seconds for a kernel (600); UPDATE=yes writes what is
# expected, in record/src/test/kernels, from what was found.
# Needs root and Debian: qemu-system-x86 busybox-static xz-utils zstd iperf3 iproute2 bpftool.
#
# One line per kernel. Exit status: 0 all that was tested is ok, 1 something is not, 3 a kernel could not be tested.
set -u
: "${TCBEE:?the launcher}" "${JAVA_HOME:?a JDK}"
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift
[ $# -gt 0 ] || set -- 6.1 6.12 6.12+confidentiality 6.18 7 5.10
mkdir -p "$folder"/{apt/{lists/partial,cache/archives/partial,parts},deb,unpacked,initrd,out}
folder=$(cd "$folder" && pwd)
cd "$folder" || exit 70

say() { printf '%s\n' "$*"; }

# ---- where kernels come from: the machine's own mirror, more suites; its configuration is not touched ---------------
mirror=$(sed -n 's/^URIs: *//p;s/^deb \(\[.*\] \)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
	grep '/debian/*$' | head -1)
mirror=${mirror%/}
signed="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
{
	for suite in bullseye bookworm bookworm-backports trixie trixie-backports; do say "deb $signed $mirror $suite main"; done
	for suite in bookworm trixie; do say "deb $signed $mirror-security $suite-security main"; done
} >apt/sources.list
apt() { # TOOL ARGUMENT...
	local tool=$1
	shift
	"$tool" -q -o Dir::Etc::sourcelist="$folder/apt/sources.list" -o Dir::Etc::sourceparts="$folder/apt/parts" \
		-o Dir::Etc::preferencesparts="$folder/apt/parts" -o Dir::Etc::preferences=/dev/null \
		-o Dir::State::lists="$folder/apt/lists" -o Dir::Cache="$folder/apt/cache" -o APT::Sandbox::User=root "$@"
}
newest() { # SERIES: the version of its newest package
	apt apt-cache pkgnames "linux-image-$1" | grep -E "^linux-image-${1//./\\.}[.-][0-9].*-cloud-amd64$" | sed 's/^linux-image-//' | sort -V | tail -1
}
fetch() { # VERSION: into unpacked/VERSION
	local version=$1 packages="linux-image-$1" package
	[ -e "unpacked/$version/done" ] && return 0
	if apt apt-cache show "linux-modules-$version" >/dev/null 2>&1; then
		packages="linux-binary-$version linux-modules-$version" # so since 7.x
	fi
	for package in $packages; do
		(cd deb && for _ in 1 2 3; do apt apt-get download "$package" >>../apt.log 2>&1 && break; sleep 3; done)
		dpkg-deb -x deb/"$package"_*.deb "unpacked/$version" || return 1
		rm -f deb/"$package"_*.deb
	done
	touch "unpacked/$version/done"
}

# ---- what a kernel starts with: modules, and the way to this machine's files ------------------------------------------
cat >init <<'I'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev
while read m; do $b insmod /m/$m || echo "insmod $m failed"; done </order
$b mount -t virtiofs -o ro hostroot /ro || echo "the machine's files cannot be mounted"
$b mount -t tmpfs -o mode=755 tmpfs /rw
$b mkdir /rw/upper /rw/work
$b mount -t overlay -o lowerdir=/ro,upperdir=/rw/upper,workdir=/rw/work overlay /new || echo "no overlay"
for d in proc sys dev; do $b mount --move /$d /new/$d; done
$b mount -t tmpfs -o mode=755 tmpfs /new/run
exec $b switch_root /new /bin/bash -c '
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
for word in $(cat /proc/cmdline); do case $word in guest.*=*) word=${word#guest.}; export "$word" ;; esac; done
mount -t cgroup2 none /sys/fs/cgroup
mount -t bpf bpf /sys/fs/bpf
mount -t securityfs s /sys/kernel/security
mount -t debugfs d /sys/kernel/debug
mkdir -p /dev/shm
mount -t tmpfs shm /dev/shm
ip link set lo up
bash "$SCRIPT" </dev/null
echo "GUEST-EXIT $?"
sync
echo o >/proc/sysrq-trigger
while :; do :; done'
I
initrd() { # VERSION
	local root modules file name dependency
	root=$(mktemp -d)
	modules=$(dirname "$(find "unpacked/$1" -type d -path '*/modules/*/kernel' | head -1)")
	mkdir -p "$root"/{bin,dev,proc,sys,ro,rw,new,m}
	cp /bin/busybox "$root/bin/"
	: >"$root/order"
	declare -A found=() added=()
	while read -r file; do
		name=${file##*/}
		name=${name%%.ko*}
		found[${name//-/_}]=$file
	done < <(find "$modules/kernel" -name '*.ko*')
	add() {
		local name=${1//-/_} dependency
		[ -z "${added[$name]:-}" ] || return 0
		added[$name]=1
		[ -n "${found[$name]:-}" ] || return 0 # built in, or not there
		case ${found[$name]} in
		*.xz) xz -dc "${found[$name]}" ;;
		*.zst) zstd -qdc "${found[$name]}" ;;
		*) cat "${found[$name]}" ;;
		esac >"$root/m/$name.ko"
		for dependency in $(tr '\0' '\n' <"$root/m/$name.ko" | sed -n 's/^depends=//p' | tr , ' '); do add "$dependency"; done
		say "$name.ko" >>"$root/order"
	}
	for name in libcrc32c virtio_pci virtio_blk virtiofs overlay veth tun dummy sch_netem sch_ingress sch_fq cls_bpf tcp_bbr tcp_dctcp inet_diag tcp_diag; do
		add $name
	done
	cp init "$root/init"
	chmod 755 "$root/init"
	(cd "$root" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1) >"initrd/$1.gz"
	rm -rf "$root"
}

# ---- one kernel ------------------------------------------------------------------------------------------------------
virtiofsd=$(find /usr/lib/qemu/virtiofsd /usr/libexec/virtiofsd 2>/dev/null | head -1)
share() { # SOCKET: this machine's files, read only
	if "$virtiofsd" --help 2>&1 | grep -q -- --shared-dir; then
		exec "$virtiofsd" --socket-path="$1" --shared-dir=/ --sandbox=chroot --cache=always
	fi
	exec "$virtiofsd" --socket-path="$1" -o source=/ -o cache=always -o sandbox=chroot -o log_level=err
}
boot() { # VERSION NAME PARAMETER...: the output is in out/NAME
	local version=$1 name=$2 socket=$folder/share.$$ sharer code
	shift 2
	rm -f "out/$name.disk"
	truncate -s 256M "out/$name.disk"
	share "$socket" >"out/$name.share" 2>&1 &
	sharer=$!
	for _ in $(seq 200); do [ ! -S "$socket" ] && kill -0 $sharer 2>/dev/null && sleep 0.05; done
	timeout -k 5 "${LIMIT:-600}" qemu-system-x86_64 -M q35 -accel tcg,thread=multi,tb-size=512 -cpu max,la57=off -smp 2 -m 2560 \
		-object memory-backend-memfd,id=mem,size=2560M,share=on -numa node,memdev=mem \
		-chardev socket,id=c0,path="$socket" -device vhost-user-fs-pci,chardev=c0,tag=hostroot \
		-drive file="out/$name.disk",format=raw,if=virtio -nodefaults -display none -serial stdio -no-reboot \
		-kernel "$(find "unpacked/$version" -name 'vmlinuz*' -type f | head -1)" -initrd "initrd/$version.gz" \
		-append "console=ttyS0 quiet panic=-1 guest.SCRIPT=$here/guest.sh guest.TCBEE=$TCBEE guest.JAVA_HOME=$JAVA_HOME guest.UPDATE=${UPDATE:-no} $*" \
		</dev/null >"out/$name.console" 2>&1
	code=$?
	tr -d '\r' <"out/$name.console" >"out/$name"
	kill $sharer 2>/dev/null
	wait $sharer 2>/dev/null
	rm -f "$socket" "$socket.pid"
	return "$code"
}

# ---- what is expected: a column per kernel in programs.tsv -------------------------------------------------------------
golden=$here/../../record/src/test/kernels/programs.tsv
programs() { # NAME: program and what became of it, as the guest said
	awk -F'\t' '$1 == "PROGRAM" { print $2 "\t" ($3 == "refused" ? "refused: " $4 : $3) }' "out/$1"
}
expected() { # SERIES
	awk -F'\t' -v series="$1" 'NR == 1 { for (i = 2; i <= NF; i++) if ($i == series) at = i; next } at { print $1 "\t" $at }' "$golden"
}
update() { # SERIES NAME: its column becomes what the guest said
	programs "$2" | awk -F'\t' -v OFS='\t' -v series="$1" '
		NR == FNR { now[$1] = $2; order[++n] = $1; next }
		FNR == 1 { for (i = 2; i <= NF; i++) if ($i == series) at = i; if (!at) { at = NF + 1 } $at = series; width = NF; print; next }
		!($1 in now) { order[++n] = $1; now[$1] = "-" }
		{ $at = now[$1]; line[$1] = $0 }
		END { for (i = 1; i <= n; i++) {
			if (!(order[i] in line)) { line[order[i]] = order[i]; for (j = 2; j <= width; j++) line[order[i]] = line[order[i]] OFS (j == at ? now[order[i]] : "-") }
			print line[order[i]]
		} }
	' - "$golden" >"$golden.new" && mv "$golden.new" "$golden"
}

# ---- what was recorded, against what the kernel and iperf3 counted ----------------------------------------------------
sum() { awk '{ s += $1 } END { print s + 0 }'; }
column() { # NAME: of a table with a head, separated by tabs
	awk -F'\t' -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }'
}
same() { # NAME WHAT-ONE ONE WHAT-OTHER OTHER
	local word=FAIL
	[ "$3" != "$5" ] || word=ok
	printf 'RESULT\t%s\t%s\t%s %s, %s %s\n' "$1" $word "$2" "$3" "$4" "$5"
}
causes() { # TRACE: in order of time connection, sequence number and cause of each retransmission
	"$TCBEE" trace print "$1" -t tcp_retransmit_skb >"$1.causes"
	sed -n 's/.* cookie=\([0-9a-fx]*\).* seq=\([0-9]*\)sequence end_seq.* cause=\([^ ]*\).*/\1 \2 \3/p' "$1.causes"
}
received() { # TRACE TYPE...: connection, sequence numbers, acknowledgment and length of each received segment told, and snd_una there
	local trace=$1 types=() type
	shift
	for type in "$@"; do types+=(-t "$type"); done
	"$TCBEE" trace print "$trace" "${types[@]}" | awk '
		{ split("", f); for (i = 3; i <= NF; i++) { split($i, part, "="); sub(/[a-z].*/, "", part[2]); f[part[1]] = part[2] } }
		f["cookie"] { print f["cookie"], f["seq"], f["end_seq"], f["ack_seq"], f["data_length"], f["snd_una"] }'
}
acks() { # FOLDER: RESULT lines about the state after each acknowledgment
	local at=$1 behind told
	received "$at/functions.tcbee" tcp_ack >"$at/acks"
	received "$at/functions.tcbee" tcp_ack tcp_probe | cut -d' ' -f1-5 | sort -u >"$at/told"
	received "$at/tracepoints.tcbee" tcp_probe | cut -d' ' -f1-5 | sort -u >"$at/probed"
	behind=$(awk '{ d = ($6 - $4 + 4294967296) % 4294967296 } d >= 2147483648' "$at/acks" | wc -l)
	told=ok
	[ "$behind" = 0 ] && [ -s "$at/acks" ] || told=FAIL
	printf 'RESULT\tacks\t%s\tstates after an acknowledgment %s, of these before it %s\n' $told "$(wc -l <"$at/acks")" "$behind"
	same segments "received segments told by tcp_probe alone" "$(wc -l <"$at/probed")" "of these told by tcp_ack or tcp_probe" \
		"$(comm -12 "$at/told" "$at/probed" | wc -l)"
}
judge() { # NAME: RESULT lines about its traces
	local at=out/$1.traces sent received unique word=FAIL retransmitted
	rm -rf "$at"
	mkdir "$at"
	tar -xf "out/$1.disk" -C "$at" 2>/dev/null || { same traces "traces" 2 "on the disk" 0; return; }
	sent=$(awk -F'\t' '$1 == "FACT" && $2 == "sent" { print $3 }' "out/$1")
	received=$(awk -F'\t' '$1 == "FACT" && $2 == "received" { print $3 }' "out/$1")
	retransmitted=$(awk -F'\t' '$1 == "FACT" && $2 == "retransmitted" { print $3 }' "out/$1")
	"$TCBEE" flows "$at/functions.tcbee" >"$at/flows"
	"$TCBEE" trace info "$at/functions.tcbee" >"$at/info"
	causes "$at/functions.tcbee" >"$at/functions"
	causes "$at/tracepoints.tcbee" >"$at/tracepoints"
	# a data connection begins with iperf3's cookie, 37 bytes; what was not sent yet at its end never is
	unique=$(column bytes <"$at/flows" | awk '$1 > 1000000' | sum)
	[ "$unique" -lt $((received + 2 * 37)) ] || [ "$unique" -gt $((sent + 2 * 37)) ] || word=ok
	printf 'RESULT\tbytes\t%s\tunique bytes %s, iperf3 with its cookies %s received, %s sent\n' \
		$word "$unique" $((received + 2 * 37)) $((sent + 2 * 37))
	acks "$at"
	same decisions "TcpRetransSegs" "$retransmitted" "segments of the kernel's events" \
		"$(sed -n 's/.* segs=\([0-9]*\)segments .*/\1/p' "$at/functions.tcbee.causes" | sum)"
	same headers "TcpRetransSegs" "$retransmitted" "retransmissions in the headers" "$(column retransmissions <"$at/flows" | sum)"
	if [ -e "$at/namespaces.tcbee" ]; then
		"$TCBEE" flows "$at/namespaces.tcbee" | column client | sort | uniq -c >"$at/namespaces"
		same namespaces "connections in two namespaces at once" "$(wc -l <"$at/namespaces")" "of these told once in each" \
			"$(awk '$1 == 2' "$at/namespaces" | wc -l)"
	fi
	same lost "events lost" "$(column events_lost <"$at/flows" | sum)" "of" 0
	same causes "causes by functions" "$(cut -d' ' -f3 "$at/functions" | sort | uniq -c | tr -s ' \n' ' ')" \
		"by tracepoints" "$(cut -d' ' -f3 "$at/tracepoints" | sort | uniq -c | tr -s ' \n' ' ')"
	diff "$at/functions" "$at/tracepoints" >"$at/diff" || same causes_one_by_one "differences" "$(grep -c '^[<>]' "$at/diff")" "of" 0
}

bad=0
untested=0
test_one() { # SERIES[+LOCKDOWN]
	local name=$1 series=${1%%+*} parameters="" version started exit_code detail
	[ "$name" = "$series" ] || parameters="lockdown=${name#*+}"
	version=$(newest "$series")
	if [ -z "$version" ] || ! fetch "$version"; then
		say "KERNEL $name: no package can be had: NOT TESTED"
		untested=1
		return
	fi
	[ -e "initrd/$version.gz" ] || initrd "$version"
	started=$SECONDS
	boot "$version" "$name" $parameters
	exit_code=$(sed -n 's/^GUEST-EXIT //p' "out/$name" | tail -1)
	if [ -z "$exit_code" ]; then
		say "KERNEL $name ($version): it did not run to its end within $((SECONDS - started)) s: $(tail -1 "out/$name")"
		bad=1
		return
	fi
	if [ "${UPDATE:-no}" = yes ] && [ "$series" != 5.10 ] && [ -n "$(programs "$name")" ]; then
		update "$name" "$name"
		if [ "$name" = "$series" ]; then
			sed -n 's/^BTF\t//p' "out/$name" | base64 -d >"${golden%/*}/$series.btf"
			sed -n 's/^BTF-BBR\t//p' "out/$name" | base64 -d >"${golden%/*}/$series.tcp_bbr.btf"
		fi
	fi
	if [ "$series" != 5.10 ] && ! diff <(expected "$name") <(programs "$name") >"out/$name.diff"; then
		say "KERNEL $name ($version): programs fare otherwise than $golden says (<), see docs/kernels.md:"
		cat "out/$name.diff"
		exit_code=1
	fi
	[ "$series" = 5.10 ] || judge "$name" >>"out/$name" 2>&1
	if [ "$exit_code" != 0 ] || grep -q -P '^RESULT\t[^\t]*\tFAIL' "out/$name"; then exit_code=1 bad=1; fi
	detail=$(awk -F'\t' '$1 == "RESULT" { printf "%s%s %s (%s)", sep, $2, $3, $4; sep = "; " }' "out/$name")
	say "KERNEL $name ($version): $([ "$exit_code" = 0 ] && say ok || say FAILED) in $((SECONDS - started)) s: $detail"
}

[ -n "$virtiofsd" ] || { say "virtiofsd is missing: apt-get install qemu-system-common, or virtiofsd"; exit 3; }
apt apt-get update >apt.log 2>&1 || { say "no lists of packages: $(tail -1 apt.log)"; exit 3; }
for each in "$@"; do test_one "$each"; done
[ $bad = 0 ] || exit 1
[ $untested = 0 ] || exit 3
