/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * tcp_retransmit_synack - each SYN-ACK that the kernel sends again.
 *
 * Hook:   tracepoint tcp:tcp_retransmit_synack (net/ipv4/tcp_output.c, tcp_rtx_synack)
 * Emits:  struct tcp_retransmit_synack_event
 * Config: target_netns, filter
 */
#include <tcbee/flow.bpf.h>
#include <tcbee/ring.bpf.h>

SEC("tp_btf/tcp_retransmit_synack")
int BPF_PROG(tcp_retransmit_synack, const struct sock *sk, const struct request_sock *request)
{
	struct hook_counts *counts = hook_enter(HOOK_TCP_RETRANSMIT_SYNACK);
	const struct sock_common *common = &request->__req_common;
	struct tcp_retransmit_synack_event *event;
	struct tcp_request_sock *tcp_request;

	if (!counts)
		return 0;
	tcp_request = bpf_skc_to_tcp_request_sock((void *)request);
	if (!tcp_request || !common_wanted(common, bpf_htons(common->skc_num)) || !owner_wanted_any(sk)) {
		count(&counts->filtered);
		return 0;
	}
	event = event_reserve(counts, EVENT_TCP_RETRANSMIT_SYNACK, sizeof(*event), socket_cookie(common));
	if (!event)
		return 0;

	tuple_fill(&event->tuple, common, bpf_htons(common->skc_num));
	event->snt_isn = tcp_request->snt_isn;
	event->rcv_isn = tcp_request->rcv_isn;
	event->num_timeout = BPF_CORE_READ_BITFIELD(request, num_timeout);
	event->num_retrans = request->num_retrans;
	event_submit(event);
	return 0;
}
