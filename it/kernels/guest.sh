#!/bin/bash
# guest.sh - runs as root in a machine of its own that was booted with one kernel: what the recorder does there.
#
# Environment: TCBEE, the launcher; JAVA_HOME. Prints lines `PROGRAM name place reason`, `RESULT name ok|FAIL detail`
# and `FACT name value`, separated by tabs, and writes the traces to the disk /dev/vda as a tar, for matrix.sh. Exit status: 0 if all that was tried is ok.
set -u
# compiling twice costs more than it gives where every instruction is emulated
export TCBEE_JAVA_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
export TCBEE_AS_BUILT=yes
work=/run/tcbee
mkdir -p $work
cd $work || exit 70
# slow machine: every wait ends with what it waits for
mebibytes=3
failed=0

result() { # NAME ok|FAIL DETAIL
	printf 'RESULT\t%s\t%s\t%s\n' "$1" "$2" "$3"
	[ "$2" = ok ] || failed=1
}
await() { # SECONDS COMMAND...
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.2
	done
}
retransmitted() { # NETNS: TcpRetransSegs
	ip netns exec "$1" awk '/^Tcp:/ { if (!n++) split($0, k); else for (i in k) if (k[i] == "RetransSegs") print $i }' /proc/net/snmp
}
counted() { # sum_sent|sum_received: bytes, as iperf3 says
	tr -d ' \t' <iperf3.out | sed -n '/"'"$1"'"/,/}/s/^"bytes":\([0-9]*\).*/\1/p' | head -1
}
attached() { # what BPF programs are attached or loaded
	bpftool link list 2>/dev/null | grep -v pids
	for device in va lo; do tc -n pa filter show dev $device ingress; tc -n pa filter show dev $device egress; done 2>/dev/null
}
nothing_attached() { [ -z "$(attached)" ]; }
recorder() { # OUTPUT: the JVM that writes it
	pgrep -f "[i]o.tcbee.cli.Main record .*$1"
}
start() { # NAME OPTION...: a recording of va into NAME.tcbee; NAME,vb is one of vb too
	local name=${1%,*} devices=va
	[ "$name" = "$1" ] || devices="va ${1#*,}"
	shift
	ip netns exec pa "$TCBEE" record $devices -o $work/$name.tcbee --plain "$@" >$name.out 2>&1 &
	await 120 grep -q 'recording va' $name.out
}
ended() { ! recorder "$1" >/dev/null; }
stop() { # NAME
	kill -TERM "$(recorder $work/"$1".tcbee)"
	await 60 ended $work/"$1".tcbee || result "stop_$1" FAIL "still runs a minute after SIGTERM"
}

# ---- too old: one sentence, and nothing else -----------------------------------------------------------------------
if [ "$(printf '%s\n' 6.1 "$(uname -r)" | sort -V | head -1)" != 6.1 ]; then
	"$TCBEE" record lo -o refused.tcbee >refused.out 2>&1
	code=$?
	if [ $code = 1 ] && [ "$(wc -l <refused.out)" = 1 ] && [ ! -e refused.tcbee ]; then
		result refusal ok "$(cat refused.out)"
	else
		result refusal FAIL "exit code $code: $(head -3 refused.out | tr '\n' ';')"
	fi
	exit $failed
fi

# ---- two namespaces, and a path that loses -------------------------------------------------------------------------
ip netns add pa
ip netns add pb
ip link add va netns pa type veth peer name vb netns pb
ip -n pa addr add 10.9.0.1/24 dev va
ip -n pb addr add 10.9.0.2/24 dev vb
ip -n pa addr add fd09::1/64 dev va nodad
ip -n pb addr add fd09::2/64 dev vb nodad
for n in pa pb; do ip -n $n link set lo up; done
ip -n pa link set va up
ip -n pb link set vb up
lossy=yes
tc -n pa qdisc add dev va root netem delay 5ms loss 2% 2>/dev/null || lossy=no

# ---- the part of this kernel's types that the programs read, for the check without booting -------------------------
if bpftool gen min_core_btf /sys/kernel/btf/vmlinux types.btf "${TCBEE%/*}/bpf/target/classes/META-INF/tcbee/tcbee.bpf.o" 2>/dev/null; then
	printf 'BTF\t%s\n' "$(base64 -w 0 types.btf)"
fi
# BBR is a module, whose types are not among the kernel's: out of its own as C, and back
if [ "${UPDATE:-no}" = yes ] && [ -e /sys/kernel/btf/tcp_bbr ]; then
	{
		bpftool -B /sys/kernel/btf/vmlinux btf dump file /sys/kernel/btf/tcp_bbr format c
		echo 'struct bbr described;'
	} >bbr.c
	clang -g -O2 -w -fms-extensions -target bpf -c bbr.c -o bbr.o &&
		bpftool gen min_core_btf bbr.o bbr.btf "${TCBEE%/*}/bpf/target/classes/META-INF/tcbee/tcbee.bpf.o" &&
		printf 'BTF-BBR\t%s\n' "$(base64 -w 0 bbr.btf)"
fi

# ---- every program by itself ---------------------------------------------------------------------------------------
"$TCBEE" doctor --programs >programs.out 2>&1
code=$?
if [ $code = 0 ] && [ "$(head -1 programs.out | cut -f2)" = what ]; then
	awk -F'\t' 'NR > 1 { printf "PROGRAM\t%s\t%s\t%s\n", $2, $3, $4 }' programs.out
else
	result programs FAIL "exit code $code: $(tail -1 programs.out)"
	exit 1
fi
"$TCBEE" doctor >doctor.out 2>&1
code=$?
[ $code = 0 ] && result doctor ok "exit code 0" || result doctor FAIL "exit code $code: $(tail -1 doctor.out)"

# ---- a recording, and beside it one without functions of the kernel -------------------------------------------------
before=$(retransmitted pa)
start functions --summary $work/functions.json || { result record FAIL "$(tail -1 functions.out)"; exit 1; }
start tracepoints --tracepoints-only --events --headers --state || { result record FAIL "$(tail -1 tracepoints.out)"; exit 1; }
ip netns exec pb iperf3 -s -D >/dev/null
await 60 ip netns exec pb ss -Hltn 'sport = 5201' >/dev/null
sent=0
received=0
for address in 10.9.0.2 fd09::2; do
	# the server may still be busy with the last one
	for _ in 1 2 3 4 5; do
		ip netns exec pa iperf3 -J -c $address -n ${mebibytes}M >iperf3.out 2>&1 && break
		sleep 1
	done
	bytes=$(counted sum_sent)
	sent=$((sent + ${bytes:-0}))
	bytes=$(counted sum_received)
	received=$((received + ${bytes:-0}))
done
# short ones, whose losses at the end are found by timers
for _ in 1 2 3 4 5 6 7 8; do ip netns exec pa iperf3 -c 10.9.0.2 -n 40K >/dev/null 2>&1; done
ip netns exec pb pkill iperf3
sleep 1
stop functions
stop tracepoints
after=$(retransmitted pa)
[ "$sent" -gt 0 ] && result traffic ok "$sent bytes over IPv4 and IPv6, netem loss: $lossy" || result traffic FAIL "$(tail -1 iperf3.out)"

printf 'FACT\tsent\t%s\n' $sent
printf 'FACT\treceived\t%s\n' $received
printf 'FACT\tretransmitted\t%s\n' $((after - before))
# ---- two namespaces at once, whose interfaces may have the same index ------------------------------------------------
traces="functions.tcbee tracepoints.tcbee"
if ! grep -q '\[confidentiality\]' /sys/kernel/security/lockdown 2>/dev/null; then
	start namespaces,vb --netns all --headers || result namespaces FAIL "$(tail -1 namespaces.out)"
	ip netns exec pb iperf3 -s -1 >/dev/null &
	await 60 ip netns exec pb ss -Hltn 'sport = 5201' >/dev/null
	ip netns exec pa iperf3 -c 10.9.0.2 -n 400K >/dev/null 2>&1
	sleep 1
	stop namespaces
	traces="$traces namespaces.tcbee"
fi
tar -cf /dev/vda $traces # matrix.sh reads them, on a faster machine

# ---- after any end nothing is attached -------------------------------------------------------------------------------
nothing_attached && result stopped ok "nothing attached" || result stopped FAIL "$(attached | head -3 | tr '\n' ';')"
start killed || result killed FAIL "$(tail -1 killed.out)"
links=$(bpftool link list 2>/dev/null | grep -c '^[0-9]')
filters=$(tc -n pa filter show dev va ingress | grep -c handle)
kill -KILL "$(recorder $work/killed.tcbee)"
if [ "$links" = 0 ]; then
	result killed FAIL "nothing was attached before kill -9"
elif await 30 nothing_attached; then
	result killed ok "nothing attached after kill -9, before it $links links and $filters ingress filters"
else
	result killed FAIL "after kill -9: $(attached | head -3 | tr '\n' ';')"
fi
exit $failed
