/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * packet_xdp.bpf.h - records a packet at XDP, if it is wanted.
 */
#ifndef TCBEE_PACKET_XDP_BPF_H
#define TCBEE_PACKET_XDP_BPF_H

#include <tcbee/packet_event.bpf.h>
#include <tcbee/packet_filter.bpf.h>

static __always_inline void packet_xdp_tell(struct xdp_md *xdp, enum hook_id hook)
{
	struct hook_counts *counts = hook_enter(hook);
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
		return;
	if (!ethernet_parse(&packet, &headers) || !packet_wanted_stateless(&packet, &headers, false)) {
		count_alone(&counts->filtered);
		return;
	}
	if (config.packet_netns)
		about.netns = device_netns(BPF_CORE_READ((struct xdp_buff *)xdp, rxq, dev));
	packet_tell(counts, &packet, &headers, &about);
}

#endif
