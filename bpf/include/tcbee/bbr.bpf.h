/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * bbr.bpf.h - BBR's own state, in units that need no kernel source to read. What a version lacks is 0, or none.
 */
#ifndef TCBEE_BBR_BPF_H
#define TCBEE_BBR_BPF_H

#include <bpf/bpf_core_read.h>
#include <tcbee/cubic.bpf.h>

#define BBR_V3 bpf_core_field_exists(((struct bbr *)0)->bw_lo)
#define BBR_BITS(bbr, field) (bpf_core_field_exists(((struct bbr *)0)->field) ? BPF_CORE_READ_BITFIELD(bbr, field) : 0)

/* A rate in segments per us << 24, in bytes/s: as bbr_get_info() of net/ipv4/tcp_bbr.c. */
static __always_inline __u64 bbr_rate(__u32 bw, const struct tcp_sock *tp)
{
	return (__u64)bw * tp->mss_cache * 1000000 >> 24;
}

static __always_inline __u32 greater(__u32 one, __u32 other)
{
	return one > other ? one : other;
}

static __always_inline void bbr_fill_v1(struct bbr_event *event, const struct tcp_sock *tp, const struct bbr *bbr)
{
	event->bw = bbr_rate(bbr->bw.s[0].v, tp);
	event->lt_bw = bbr_rate(bbr->lt_bw, tp);
	event->bw_lo = ~0ull;
	event->bw_latest = 0;
	event->rtt_cnt = bbr->rtt_cnt;
	event->inflight_lo = NONE;
	event->inflight_hi = NONE;
	event->inflight_latest = 0;
	event->ecn_alpha = 0;
	event->version = 1;
}

static __always_inline void bbr_fill_v3(struct bbr_event *event, const struct tcp_sock *tp, const struct bbr *bbr)
{
	__u32 bw_lo = bbr->bw_lo;

	event->bw = bbr_rate(greater(bbr->bw_hi[0], bbr->bw_hi[1]), tp);
	event->lt_bw = 0;
	event->bw_lo = bw_lo == NONE ? ~0ull : bbr_rate(bw_lo, tp);
	event->bw_latest = bbr_rate(bbr->bw_latest, tp);
	event->rtt_cnt = 0;
	event->inflight_lo = bbr->inflight_lo;
	event->inflight_hi = bbr->inflight_hi;
	event->inflight_latest = bbr->inflight_latest;
	event->ecn_alpha = BBR_BITS(bbr, ecn_alpha);
	event->version = 3;
}

static __always_inline void bbr_fill(struct bbr_event *event, const struct tcp_sock *tp)
{
	const struct bbr *bbr = (const void *)&tp->inet_conn.icsk_ca_priv;

	if (BBR_V3)
		bbr_fill_v3(event, tp, bbr);
	else
		bbr_fill_v1(event, tp, bbr);
	event->full_bw = bbr_rate(bbr->full_bw, tp);
	event->min_rtt_us = bbr->min_rtt_us;
	event->min_rtt_age_us = jiffies_age_us(bbr->min_rtt_stamp);
	event->cycle_us = tp->tcp_mstamp - bbr->cycle_mstamp;
	event->next_rtt_delivered = bbr->next_rtt_delivered;
	event->prior_cwnd = bbr->prior_cwnd;
	event->extra_acked = greater(bbr->extra_acked[0], bbr->extra_acked[1]);
	event->ack_epoch_acked = BBR_BITS(bbr, ack_epoch_acked);
	event->pacing_gain = BBR_BITS(bbr, pacing_gain);
	event->cwnd_gain = BBR_BITS(bbr, cwnd_gain);
	event->mode = BBR_BITS(bbr, mode);
	event->cycle_idx = BBR_BITS(bbr, cycle_idx);
	event->full_bw_reached = BBR_BITS(bbr, full_bw_reached);
	event->full_bw_cnt = BBR_BITS(bbr, full_bw_cnt);
	event->round_start = BBR_BITS(bbr, round_start);
	event->packet_conservation = BBR_BITS(bbr, packet_conservation);
	event->idle_restart = BBR_BITS(bbr, idle_restart);
	event->probe_rtt_round_done = BBR_BITS(bbr, probe_rtt_round_done);
	event->lt_use_bw = BBR_BITS(bbr, lt_use_bw);
	event->lt_is_sampling = BBR_BITS(bbr, lt_is_sampling);
	event->lt_rtt_cnt = BBR_BITS(bbr, lt_rtt_cnt);
	event->prev_ca_state = BBR_BITS(bbr, prev_ca_state);
	event->has_seen_rtt = BBR_BITS(bbr, has_seen_rtt);
}

#endif
