/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * frames - sends a TCP frame over and over, without sockets; and the least that a program can do with a packet, alone
 * and with a look at the clock.
 *
 * Hook:   send by bpf_prog_test_run with live frames (Linux >= 5.18), pass and drop as XDP, nothing as TCX, clock_only
 *         by bpf_prog_test_run
 * Config: target_ifindex
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define SEQUENCE 38 /* byte of the frame: Ethernet, IPv4, TCP ports before it */
#define STEP 7777   /* bytes; never the next segment, so nothing puts two of them together */

const volatile __u32 target_ifindex = 0; /* where the frames go out */

/* One more frame, with another sequence number. */
SEC("xdp")
int send(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data;
	__u32 *sequence = data + SEQUENCE;

	if (data + SEQUENCE + sizeof(*sequence) > (void *)(long)xdp->data_end)
		return XDP_ABORTED;
	*sequence = bpf_htonl(bpf_ntohl(*sequence) + STEP);
	return bpf_redirect(target_ifindex, 0);
}

/* The other end of a veth pair takes redirected frames only if it has an XDP program. */
SEC("xdp")
int pass(struct xdp_md *xdp)
{
	return XDP_PASS;
}

/* The shortest path of a frame. */
SEC("xdp")
int drop(struct xdp_md *xdp)
{
	return XDP_DROP;
}

/* What bpf_stats shows for this is its own cost. */
SEC("tc")
int nothing(struct __sk_buff *skb)
{
	return -1; /* TCX_NEXT */
}

/* The same, and one look at the clock that dates events. */
SEC("tc")
int clock_only(struct __sk_buff *skb)
{
	return bpf_ktime_get_ns() ? -1 : 0;
}

char LICENSE[] SEC("license") = "GPL";
