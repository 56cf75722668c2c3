/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * cubic.bpf.h - CUBIC's own state, in units that need no kernel source to read.
 */
#ifndef TCBEE_CUBIC_BPF_H
#define TCBEE_CUBIC_BPF_H

#include <tcbee/hook.bpf.h>
#include <tcbee/events.h>
#include <tcbee/kernel.h>

#define NONE 0xffffffffu

/* us since a moment in jiffies; less than 2^32-1, which is none. */
static __always_inline __u32 jiffies_age_us(__u32 since)
{
	__u64 age = (__u64)((__u32)bpf_jiffies64() - since) * config.jiffy_us;

	return age < NONE ? age : NONE - 1;
}

static __always_inline void cubic_fill(struct cubic_event *event, const struct tcp_sock *tp)
{
	const struct bictcp *ca = (const void *)&tp->inet_conn.icsk_ca_priv;
	__u32 epoch_start = ca->epoch_start;

	event->cnt = ca->cnt;
	event->last_max_cwnd = ca->last_max_cwnd;
	event->last_cwnd = ca->last_cwnd;
	event->bic_origin_point = ca->bic_origin_point;
	event->bic_k_us = (__u64)ca->bic_K * 1000000 >> 10; /* BICTCP_HZ is 10: 1/1024 s */
	event->delay_min_us = ca->delay_min;
	event->epoch_us = epoch_start ? jiffies_age_us(epoch_start) : NONE;
	event->ack_cnt = ca->ack_cnt;
	event->tcp_cwnd = ca->tcp_cwnd;
	event->curr_rtt_us = ca->curr_rtt;
	event->round_us = (__u32)tp->tcp_mstamp - ca->round_start;
	event->end_seq = ca->end_seq;
	event->sample_cnt = ca->sample_cnt;
	event->found = ca->found;
	__builtin_memset(event->reserved, 0, sizeof(event->reserved));
}

#endif
