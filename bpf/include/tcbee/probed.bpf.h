/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * probed.bpf.h - which of two programs tells the state at a segment received in ESTABLISHED: tcp_probe before it is
 * processed, or tcp_ack_exit after its acknowledgment was.
 *
 * tcp_ack() runs for each segment that is the next one expected, no reset, and acknowledges something new, or what was
 * acknowledged and has no data (net/ipv4/tcp_input.c, tcp_rcv_established; one with too old a timestamp excepted, RFC
 * 7323, section 5); for the others it may or may not. These tcp_probe tells, and notes it; all others it leaves.
 */
#ifndef TCBEE_PROBED_BPF_H
#define TCBEE_PROBED_BPF_H

#include <tcbee/kernel.h>
#include <tcbee/segment.bpf.h>
#include <tcbee/watched.bpf.h>

/*
 * Address of the segment that tcp_probe told last on this CPU; 0 if it left that to tcp_ack_exit. Where a softirq comes
 * between the two, a segment may be told by both.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} probed SEC(".maps");

static __always_inline bool left_to_ack(const struct tcp_sock *tp, const struct sk_buff *skb)
{
	__s32 acked = segment_ack_seq(skb) - tp->snd_una;
	bool left = (acked > 0 || (!acked && !segment_data_length(skb))) && segment_seq(skb) == tp->rcv_nxt &&
		    !(segment_flags(skb) & SEGMENT_RST);
	__u32 zero = 0;
	__u64 *told;

	if (watched_by(WATCH_ACKS) == WATCHED_BY_NONE)
		return false;
	told = bpf_map_lookup_elem(&probed, &zero);
	if (!told)
		return false;
	*told = left ? 0 : (__u64)skb;
	return left;
}

/* Outside of ESTABLISHED tcp_probe does not run, and what it noted is of another segment. */
static __always_inline bool told_by_probe(const struct tcp_sock *tp, const struct sk_buff *skb)
{
	__u32 zero = 0;
	const __u64 *told = bpf_map_lookup_elem(&probed, &zero);

	return told && *told == (__u64)skb && tp->inet_conn.icsk_inet.sk.__sk_common.skc_state == BPF_TCP_ESTABLISHED;
}

#endif
