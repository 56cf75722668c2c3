/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet_xdp - the TCP/IP headers of each packet that arrives, as the driver received it: before GRO, before the stack.
 *
 * Hook:   XDP, on request only: it makes some drivers change the traffic (veth: no TSO towards it)
 * Emits:  struct packet_event
 * Config: filter, packet_netns
 */
#include <tcbee/packet_xdp.bpf.h>

SEC("xdp.frags")
int packet_xdp(struct xdp_md *xdp)
{
	packet_xdp_tell(xdp, HOOK_PACKET_XDP);
	return XDP_PASS;
}
