/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet_xdp - the TCP/IP headers of each packet that arrives, as the driver received it: before GRO, before the stack.
 *
 * Hook:   XDP, on request only: it makes some drivers change the traffic (veth: no TSO towards it)
 * Emits:  struct packet_event
 * Config: filter
 */
#include <tcbee/packet_event.bpf.h>
#include <tcbee/packet_filter.bpf.h>

SEC("xdp.frags")
int packet_xdp(struct xdp_md *xdp)
{
	struct hook_counts *counts = hook_enter(HOOK_PACKET_XDP);
	struct packet packet = {
		.context = xdp,
		.data = (void *)(long)xdp->data,
		.data_end = (void *)(long)xdp->data_end,
		.length = bpf_xdp_get_buff_len(xdp),
		.xdp = true,
	};
	struct packet_about about = {
		.ifindex = xdp->ingress_ifindex,
		.direction = DIRECTION_IN,
		.hook = PACKET_HOOK_XDP,
	};
	struct packet_headers headers;

	if (!counts)
		return XDP_PASS;
	if (!ethernet_parse(&packet, &headers) || !packet_wanted_stateless(&packet, &headers, false)) {
		count_alone(&counts->filtered);
		return XDP_PASS;
	}
	packet_tell(counts, &packet, &headers, &about);
	return XDP_PASS;
}
