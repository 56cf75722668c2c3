/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * drop - records a packet as packet_xdp does, and drops it: what the recorder costs without the stack behind it.
 *
 * Maps and globals are those of a recorder that runs; the events count for HOOK_PACKET_INGRESS.
 *
 * Hook:  XDP
 * Emits: struct packet_event
 */
#include <tcbee/packet_xdp.bpf.h>

SEC("xdp.frags")
int record_and_drop(struct xdp_md *xdp)
{
	packet_xdp_tell(xdp, HOOK_PACKET_INGRESS);
	return XDP_DROP;
}
