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

static __always_inline void state_fill(struct tcp_state *state, const struct tcp_sock *tp)
{
	const struct inet_connection_sock *icsk = &tp->inet_conn;
	const struct sock *sk = &icsk->icsk_inet.sk;

	state->sk_pacing_rate = sk->sk_pacing_rate;
	state->bytes_sent = tp->bytes_sent;
	state->bytes_acked = tp->bytes_acked;
	state->bytes_received = tp->bytes_received;
	state->bytes_retrans = tp->bytes_retrans;
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
	state->sk_state = sk->__sk_common.skc_state;
	state->icsk_ca_state = BPF_CORE_READ_BITFIELD(icsk, icsk_ca_state);
	state->icsk_retransmits = icsk->icsk_retransmits;
	state->icsk_backoff = icsk->icsk_backoff;
	state->icsk_pending = icsk->icsk_pending;
	state->chrono_type = BPF_CORE_READ_BITFIELD(tp, chrono_type);
	state->is_cwnd_limited = BPF_CORE_READ_BITFIELD(tp, is_cwnd_limited);
	state->rate_app_limited = BPF_CORE_READ_BITFIELD(tp, rate_app_limited);
}

#endif
