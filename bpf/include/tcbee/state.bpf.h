/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * state.bpf.h - copies the kernel's state of one connection.
 *
 * By plain loads through the verified pointer of bpf_skc_to_tcp_sock(): a third of a nanosecond a field, where a
 * BPF_CORE_READ costs 25.
 */
#ifndef TCBEE_STATE_BPF_H
#define TCBEE_STATE_BPF_H

#include <bpf/bpf_core_read.h>
#include <tcbee/hook.bpf.h>
#include <tcbee/kernel.h>
#include <tcbee/events.h>

enum chrono { /* enum tcp_chrono, include/linux/tcp.h */
	      CHRONO_BUSY = 1,
	      CHRONO_RWND_LIMITED = 2,
	      CHRONO_SNDBUF_LIMITED = 3,
};

/* As tcp_get_info_chrono_stats() of net/ipv4/tcp.c: what runs now counts too. */
static __always_inline void chrono_fill(struct tcp_state *state, const struct tcp_sock *tp)
{
	__u32 now = state->chrono_type ? (__u32)bpf_jiffies64() - tp->chrono_start : 0;
	__u64 rwnd = tp->chrono_stat[CHRONO_RWND_LIMITED - 1];
	__u64 sndbuf = tp->chrono_stat[CHRONO_SNDBUF_LIMITED - 1];
	__u64 all = tp->chrono_stat[CHRONO_BUSY - 1] + rwnd + sndbuf + now;

	if (state->chrono_type == CHRONO_RWND_LIMITED)
		rwnd += now;
	if (state->chrono_type == CHRONO_SNDBUF_LIMITED)
		sndbuf += now;
	state->busy_time_us = all * config.jiffy_us;
	state->rwnd_limited_us = rwnd * config.jiffy_us;
	state->sndbuf_limited_us = sndbuf * config.jiffy_us;
}

static __always_inline void state_fill(struct tcp_state *state, const struct tcp_sock *tp)
{
	const struct inet_connection_sock *icsk = &tp->inet_conn;
	const struct sock *sk = &icsk->icsk_inet.sk;

	state->sk_pacing_rate = sk->sk_pacing_rate;
	state->bytes_sent = tp->bytes_sent;
	state->bytes_acked = tp->bytes_acked;
	state->bytes_received = tp->bytes_received;
	state->bytes_retrans = tp->bytes_retrans;
	state->tcp_mstamp = tp->tcp_mstamp;
	state->snd_una = tp->snd_una;
	state->snd_nxt = tp->snd_nxt;
	state->write_seq = tp->write_seq;
	state->rcv_nxt = tp->rcv_nxt;
	state->copied_seq = tp->copied_seq;
	state->snd_cwnd = tp->snd_cwnd;
	state->snd_ssthresh = tp->snd_ssthresh;
	state->prior_cwnd = tp->prior_cwnd;
	state->snd_wnd = tp->snd_wnd;
	state->rcv_wnd = tp->rcv_wnd;
	state->packets_out = tp->packets_out;
	state->sacked_out = tp->sacked_out;
	state->lost_out = tp->lost_out;
	state->retrans_out = tp->retrans_out;
	state->srtt_us = tp->srtt_us >> 3;
	state->mdev_us = tp->mdev_us >> 2;
	state->rttvar_us = tp->rttvar_us >> 2;
	state->rto_us = icsk->icsk_rto * config.jiffy_us;
	state->min_rtt_us = tp->rtt_min.s[0].v;
	state->delivered = tp->delivered;
	state->delivered_ce = tp->delivered_ce;
	state->rate_delivered = tp->rate_delivered;
	state->rate_interval_us = tp->rate_interval_us;
	state->app_limited = tp->app_limited;
	state->total_retrans = tp->total_retrans;
	state->reordering = tp->reordering;
	state->high_seq = tp->high_seq;
	state->tlp_high_seq = tp->tlp_high_seq;
	state->snd_cwnd_cnt = tp->snd_cwnd_cnt;
	state->mss_cache = tp->mss_cache;
	state->sk_sndbuf = sk->sk_sndbuf;
	state->sk_rcvbuf = sk->sk_rcvbuf;
	state->sk_wmem_queued = sk->sk_wmem_queued;
	state->sk_rmem_alloc = sk->sk_backlog.rmem_alloc.counter;
	state->sk_wmem_alloc = sk->sk_wmem_alloc.refs.counter;
	state->prior_ssthresh = tp->prior_ssthresh;
	state->undo_marker = tp->undo_marker;
	state->undo_retrans = tp->undo_retrans;
	state->rack_rtt_us = tp->rack.rtt_us;
	state->reord_seen = tp->reord_seen;
	state->dsack_dups = tp->dsack_dups;
	state->window_clamp = tp->window_clamp;
	state->rcv_ssthresh = tp->rcv_ssthresh;
	state->rcvq_space = tp->rcvq_space.space;
	state->rcv_rtt_us = tp->rcv_rtt_est.rtt_us >> 3;
	state->rcv_ooopack = tp->rcv_ooopack;
	state->segs_in = tp->segs_in;
	state->segs_out = tp->segs_out;
	state->data_segs_in = tp->data_segs_in;
	state->data_segs_out = tp->data_segs_out;
	state->sk_state = sk->__sk_common.skc_state;
	state->icsk_ca_state = BPF_CORE_READ_BITFIELD(icsk, icsk_ca_state);
	state->icsk_retransmits = icsk->icsk_retransmits;
	state->icsk_backoff = icsk->icsk_backoff;
	state->icsk_pending = icsk->icsk_pending;
	state->chrono_type = BPF_CORE_READ_BITFIELD(tp, chrono_type);
	state->is_cwnd_limited = BPF_CORE_READ_BITFIELD(tp, is_cwnd_limited);
	state->rate_app_limited = BPF_CORE_READ_BITFIELD(tp, rate_app_limited);
	state->icsk_probes_out = icsk->icsk_probes_out;
	state->reo_wnd_steps = tp->rack.reo_wnd_steps;
	state->frto = BPF_CORE_READ_BITFIELD(tp, frto);
	state->tlp_retrans = BPF_CORE_READ_BITFIELD(tp, tlp_retrans);
	state->ecn_flags = tp->ecn_flags;
	state->nonagle = BPF_CORE_READ_BITFIELD(tp, nonagle);
	state->icsk_ack_quick = BPF_CORE_READ_BITFIELD(icsk, icsk_ack.quick);
	state->sk_shutdown = sk->sk_shutdown;
	chrono_fill(state, tp);
}

#endif
