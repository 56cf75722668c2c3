/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * events.h - every byte that leaves the kernel.
 *
 * Little endian, naturally aligned, no holes: file, mapping and Java agree without packing. Each struct has a Java twin
 * of the same fields in model/, and EventLayoutTest compares the two. Ids are append-only, never renumbered.
 *
 * Sequence numbers are as on the wire, in host order, modulo 2^32. Addresses are 16 bytes in network order; IPv4 is
 * mapped (::ffff:a.b.c.d). Ports are in host order.
 */
#ifndef TCBEE_EVENTS_H
#define TCBEE_EVENTS_H

enum event_id {
	EVENT_PACKET = 1,
	EVENT_SOCKET = 2,
	EVENT_TCP_PROBE = 3,
	EVENT_SOCK_SEND_LENGTH = 4,
	EVENT_SOCK_RECV_LENGTH = 5,
	EVENT_TCP_RETRANSMIT_SKB = 6,
	EVENT_TCP_RETRANSMIT_SYNACK = 7,
	EVENT_TCP_CONG_STATE_SET = 8,
	EVENT_INET_SOCK_SET_STATE = 9,
	EVENT_TCP_DESTROY_SOCK = 10,
	EVENT_TCP_RESET = 11,
	EVENT_PACKET_STATE = 12,
	EVENT_CUBIC = 13,
	EVENT_BBR = 14,
	EVENT_TCP_TIMER = 15,
	EVENT_TCP_BAD_CSUM = 16,
	EVENT_TCP_RCVBUF_GROW = 17,
	EVENT_KFREE_SKB = 18,
	EVENT_TCP_CWND = 19,
	EVENT_TCP_ACK = 20,
};

/* Starts every event. */
struct event_header {
	__u64 time_ns; /* ns, CLOCK_MONOTONIC, taken after the ring's space was reserved */
	__u64 cookie;  /* socket cookie; 0 where the hook has no socket or it has none yet */
	__u16 type;    /* enum event_id */
	__u16 length;  /* bytes of this event, header included */
	__u16 cpu;     /* the CPU it happened on */
	__u16 packet_netns; /* of a packet where several network namespaces are recorded: low 16 bits of its number; else 0 */
};

/* The kernel's state of one connection: struct tcp_sock and its parents. Follows the header wherever it is carried. */
struct tcp_state {
	__u64 sk_pacing_rate; /* bytes/s, pacing rate; 2^64-1 is unlimited */
	__u64 bytes_sent;     /* bytes of payload sent, retransmissions included */
	__u64 bytes_acked;    /* bytes acknowledged by the peer; the SYN counts one */
	__u64 bytes_received; /* bytes received in order; the SYN does not count */
	__u64 bytes_retrans;  /* bytes retransmitted */
	__u64 tcp_mstamp;     /* us, the connection's clock: CLOCK_MONOTONIC when it last sent or received */
	__u64 busy_time_us; /* us, with data in flight or to send, as TCP_INFO tells it; whole jiffies, so the next two */
	__u64 rwnd_limited_us;	 /* us, of these limited by the peer's receive window */
	__u64 sndbuf_limited_us; /* us, of these limited by the send buffer */
	__u32 snd_una;		 /* sequence, first byte not yet acknowledged */
	__u32 snd_nxt;		 /* sequence, next byte to send */
	__u32 write_seq;	 /* sequence, end of what the application has written */
	__u32 rcv_nxt;		 /* sequence, next byte expected */
	__u32 copied_seq;	 /* sequence, first byte not yet read by the application */
	__u32 snd_cwnd;		 /* segments, congestion window */
	__u32 snd_ssthresh;	 /* segments, slow-start threshold; 2^31-1 is infinite */
	__u32 prior_cwnd;	 /* segments, congestion window before the last reduction */
	__u32 snd_wnd;		 /* bytes, window offered by the peer */
	__u32 rcv_wnd;		 /* bytes, window offered to the peer */
	__u32 packets_out;	 /* segments sent and not yet acknowledged */
	__u32 sacked_out;	 /* segments acknowledged selectively */
	__u32 lost_out;		 /* segments marked lost */
	__u32 retrans_out;	 /* segments retransmitted and not yet acknowledged */
	__u32 srtt_us;		 /* us, smoothed round-trip time (tp->srtt_us >> 3); 0 is none yet */
	__u32 mdev_us;		 /* us, mean deviation (tp->mdev_us >> 2) */
	__u32 rttvar_us;	 /* us, round-trip time variation (tp->rttvar_us >> 2) */
	__u32 rto_us;		 /* us, retransmission timeout (icsk_rto, whole jiffies) */
	__u32 min_rtt_us;	 /* us, windowed minimum of the round-trip time; 2^32-1 is none yet */
	__u32 delivered;	 /* segments delivered to the peer, retransmissions included */
	__u32 delivered_ce;	 /* segments delivered under ECE */
	__u32 rate_delivered;	 /* segments, of the last rate sample */
	__u32 rate_interval_us;	 /* us, of the last rate sample */
	__u32 app_limited;	 /* segments, value of delivered until which the application limits; 0 is not limited */
	__u32 total_retrans;	 /* segments retransmitted in this connection */
	__u32 reordering;	 /* segments, reordering degree */
	__u32 high_seq;		 /* sequence, snd_nxt at the entry into the congestion state */
	__u32 tlp_high_seq;	 /* sequence, snd_nxt at the time of the tail loss probe; 0 is none */
	__u32 snd_cwnd_cnt;	 /* segments, linear increase counter */
	__u32 mss_cache;	 /* bytes, current effective sending MSS */
	__u32 sk_sndbuf;	 /* bytes, size of the send buffer */
	__u32 sk_rcvbuf;	 /* bytes, size of the receive buffer */
	__u32 sk_wmem_queued;	 /* bytes, queued for sending, overhead included */
	__u32 sk_rmem_alloc;	 /* bytes, held by the receive queue, overhead included */
	__u32 sk_wmem_alloc;	 /* bytes, handed down and not yet freed, overhead included; one more than they are */
	__u32 prior_ssthresh;	 /* segments, slow-start threshold before the last reduction; 0 is none */
	__u32 undo_marker;	 /* sequence, snd_una when the window was reduced; 0 is nothing to undo */
	__s32 undo_retrans;	 /* segments retransmitted that DSACK may still prove needless; -1 is not used */
	__u32 rack_rtt_us;	 /* us, round-trip time of the segment that RACK saw delivered last */
	__u32 reord_seen;	 /* times that reordering was seen */
	__u32 dsack_dups;	 /* segments that the peer told to be duplicates (DSACK) */
	__u32 window_clamp;	 /* bytes, greatest window ever offered to the peer */
	__u32 rcv_ssthresh;	 /* bytes, current limit of the window offered to the peer */
	__u32 rcvq_space;	 /* bytes, read by the application per round trip, for the receive buffer's size */
	__u32 rcv_rtt_us;	 /* us, round-trip time as the receiver estimates it; 0 is none yet */
	__u32 rcv_ooopack;	 /* segments received out of order */
	__u32 segs_in;		 /* segments received, those without payload included */
	__u32 segs_out;		 /* segments sent, those without payload included */
	__u32 data_segs_in;	 /* segments received that have payload */
	__u32 data_segs_out;	 /* segments sent that have payload */
	__u8 sk_state;		 /* TCP state (include/net/tcp_states.h) */
	__u8 icsk_ca_state;	 /* 0 Open, 1 Disorder, 2 CWR, 3 Recovery, 4 Loss */
	__u8 icsk_retransmits;	 /* timeouts in a row, not yet recovered */
	__u8 icsk_backoff;	 /* exponential backoff of the RTO */
	__u8 icsk_pending;	 /* timer: 0 none, 1 retransmission, 3 zero-window probe, 5 loss probe, 6 reordering */
	__u8 chrono_type;	 /* 0 none, 1 busy, 2 receive-window limited, 3 send-buffer limited */
	__u8 is_cwnd_limited;	 /* 1 if the congestion window was the limit */
	__u8 rate_app_limited;	 /* 1 if the last rate sample was limited by the application */
	__u8 icsk_probes_out;	 /* zero-window probes not answered */
	__u8 reo_wnd_steps;	 /* RACK's reordering window, quarters of the least round-trip time */
	__u8 frto;		 /* 1 while F-RTO finds out whether a timeout was needless */
	__u8 tlp_retrans;	 /* 1 if the tail loss probe was a retransmission */
	__u8 ecn_flags;		 /* TCP_ECN_* of the recording kernel (include/net/tcp.h) */
	__u8 nonagle;		 /* TCP_NAGLE_*: 1 off (TCP_NODELAY), 2 cork, 4 push */
	__u8 icsk_ack_quick;	 /* acknowledgments that are still sent at once */
	__u8 sk_shutdown;	 /* closed by the application: 1 for receiving, 2 for sending, 3 both */
};

/* Which connection, seen from the local end. */
struct socket_tuple {
	__u8 local_address[16];	 /* network order, IPv4 mapped */
	__u8 remote_address[16]; /* network order, IPv4 mapped */
	__u16 local_port;	 /* host order; 0 before the kernel has chosen one */
	__u16 remote_port;	 /* host order */
	__u32 netns;		 /* inode number of the network namespace */
};

/* TCX, clsact or XDP - the header bytes of one packet as the stack handed it over (GSO and GRO packets whole). */
struct packet_event {
	struct event_header header;
	__u32 ifindex;	      /* interface, unique within its network namespace */
	__u32 payload_length; /* bytes of TCP payload in the whole packet */
	__u16 gso_segs;	      /* segments in the packet; 0 or 1 is a single one */
	__u16 gso_size;	      /* bytes of payload per segment; 0 is a single one */
	__u8 direction;	      /* 0 in, 1 out */
	__u8 ip_length;	      /* bytes of IP header in headers, extension headers included */
	__u8 tcp_length;      /* bytes of TCP header in headers, options included */
	__u8 hook;	      /* 0 tcx, 1 clsact, 2 xdp */
	__u8 headers[120];    /* network order, IP then TCP; only the first ip_length + tcp_length bytes are recorded */
};

/* As packet_event, of a packet that goes out, with the state of the socket that sends it. */
struct packet_state_event {
	struct event_header header;
	struct tcp_state state;
	__u32 ifindex;	      /* interface, unique within its network namespace */
	__u32 payload_length; /* bytes of TCP payload in the whole packet */
	__u16 gso_segs;	      /* segments in the packet; 0 or 1 is a single one */
	__u16 gso_size;	      /* bytes of payload per segment; 0 is a single one */
	__u8 direction;	      /* 0 in, 1 out */
	__u8 ip_length;	      /* bytes of IP header in headers, extension headers included */
	__u8 tcp_length;      /* bytes of TCP header in headers, options included */
	__u8 hook;	      /* 0 tcx, 1 clsact, 2 xdp */
	__u8 headers[120];    /* network order, IP then TCP; only the first ip_length + tcp_length bytes are recorded */
};

/* What a socket is: told when it connects, when it is established, at its first call, or found at the start. */
struct socket_event {
	struct event_header header;
	struct tcp_state state;
	struct socket_tuple tuple;
	__u64 cgroup;		     /* id of the cgroup (v2) */
	__u32 reason;		     /* 1 found at the start, 2 connect, 3 established, 4 first call */
	__u32 pid;		     /* process id of the caller; 0 where the caller is not the owner */
	__u32 uid;		     /* user id of the socket's owner */
	__u16 advmss;		     /* bytes, MSS advertised to the peer */
	__u8 passive;		     /* 1 if opened by accept, 0 by connect, 2 not known */
	__u8 snd_wscale;	     /* shift of the windows that the peer offers */
	__u8 rcv_wscale;	     /* shift of the windows offered to the peer */
	__u8 wscale_ok;		     /* 1 if window scaling was negotiated */
	__u8 sack_ok;		     /* 1 if SACK was negotiated */
	__u8 tstamp_ok;		     /* 1 if timestamps were negotiated */
	__u8 ecn_ok;		     /* 1 if ECN was negotiated */
	__u8 reserved[3];	     /* zero */
	__u8 comm[16];		     /* text, name of the calling thread; empty where pid is 0 */
	__u8 congestion_control[16]; /* text, name of the congestion control */
};

/* tcp:tcp_probe - the state at each segment received in ESTABLISHED that tcp_ack_event leaves, before it is processed. */
struct tcp_probe_event {
	struct event_header header;
	struct tcp_state state;
	__u32 seq;	   /* sequence, first byte of the segment */
	__u32 end_seq;	   /* sequence, past its last byte */
	__u32 ack_seq;	   /* sequence, its acknowledgment number */
	__u32 data_length; /* bytes of its payload */
};

/* tcp_ack() - the state at each received segment whose acknowledgment was processed, afterwards. */
struct tcp_ack_event {
	struct event_header header;
	struct tcp_state state;
	__u32 seq;	   /* sequence, first byte of the segment */
	__u32 end_seq;	   /* sequence, past its last byte */
	__u32 ack_seq;	   /* sequence, its acknowledgment number */
	__u32 data_length; /* bytes of its payload */
};

/* One send call: the exit of tcp_sendmsg, or tracepoint sock:sock_send_length. */
struct sock_send_length_event {
	struct event_header header;
	struct tcp_state state;
	__u32 pid;    /* process id of the caller */
	__u32 tid;    /* thread id of the caller */
	__s32 result; /* bytes taken, or a negative errno */
	__u32 flags;  /* MSG_* of the call */
};

/* One receive call: the exit of tcp_recvmsg, or tracepoint sock:sock_recv_length. */
struct sock_recv_length_event {
	struct event_header header;
	struct tcp_state state;
	__u32 pid;    /* process id of the caller */
	__u32 tid;    /* thread id of the caller */
	__s32 result; /* bytes given, or a negative errno */
	__u32 flags;  /* MSG_* of the call */
};

/* tcp:tcp_retransmit_skb - one retransmission as the kernel decided it. */
struct tcp_retransmit_skb_event {
	struct event_header header;
	struct tcp_state state;
	__u32 seq;	 /* sequence, first byte retransmitted */
	__u32 end_seq;	 /* sequence, past the last one */
	__u32 segs;	 /* segments in it */
	__u32 tcp_flags; /* TCP flags of it */
	__u8 cause; /* 0 not known, 1 loss probe, 2 timeout, 3 fast (RACK or duplicate ACKs), 4 slow start after a timeout */
	__u8 cause_source; /* 1 the place in the kernel's code is known, 2 from the state */
	__u8 timeouts;	   /* timeouts in a row, this one included; 0 unless it is one */
	__u8 reserved[5];  /* zero */
};

/* tcp:tcp_retransmit_synack - one SYN-ACK sent again. */
struct tcp_retransmit_synack_event {
	struct event_header header;
	struct socket_tuple tuple;
	__u32 snt_isn;	   /* sequence, our initial sequence number */
	__u32 rcv_isn;	   /* sequence, the peer's initial sequence number */
	__u32 num_timeout; /* timeouts so far */
	__u32 num_retrans; /* SYN-ACKs retransmitted so far */
};

/* tcp:tcp_cong_state_set - the congestion state is about to change; the state is that before. */
struct tcp_cong_state_set_event {
	struct event_header header;
	struct tcp_state state;
	__u32 ca_state; /* the new one, coded as icsk_ca_state */
	__u32 reserved; /* zero */
};

/* sock:inet_sock_set_state - a step in the life of a connection. */
struct inet_sock_set_state_event {
	struct event_header header;
	struct tcp_state state;
	__u32 oldstate; /* TCP state left */
	__u32 newstate; /* TCP state entered */
};

/* tcp:tcp_destroy_sock - the end of a socket, with its final counters. */
struct tcp_destroy_sock_event {
	struct event_header header;
	struct tcp_state state;
};

/* tcp:tcp_send_reset and tcp:tcp_receive_reset. */
struct tcp_reset_event {
	struct event_header header;
	struct socket_tuple tuple;
	__u32 sent;   /* 1 sent, 0 received */
	__u32 reason; /* enum sk_rst_reason of the recording kernel; 0 where it tells none */
};

/* The light mode's only event: once per received segment, after tcp_ack(), else at tcp:tcp_probe, before it. */
struct tcp_cwnd_event {
	struct event_header header;
	__u32 snd_cwnd;	    /* segments, congestion window */
	__u32 snd_ssthresh; /* segments, slow-start threshold; 2^31-1 is infinite */
	__u32 packets_out;  /* segments sent and not yet acknowledged */
	__u32 srtt_us;	    /* us, smoothed round-trip time (tp->srtt_us >> 3); 0 is none yet */
};

/* Which packet, by its own headers. */
struct packet_tuple {
	__u8 source_address[16]; /* network order, IPv4 mapped */
	__u8 dest_address[16];	 /* network order, IPv4 mapped */
	__u16 source_port;	 /* host order */
	__u16 dest_port;	 /* host order */
	__u32 netns;		 /* inode number of the network namespace */
};

/* One timeout of the write side's timer, as the kernel handled it; the state is that after. */
struct tcp_timer_event {
	struct event_header header;
	struct tcp_state state;
	__u32 late_us; /* us, how long after it was due; whole jiffies */
	__u8 timer; /* which, coded as icsk_pending: 1 retransmission, 3 zero-window probe, 5 loss probe, 6 reordering */
	__u8 handling; /* 0 when it expired, 1 put off because a process used the socket, 2 when the socket was released */
	__u8 source; /* 1 the handler's entry and exit, 2 tracepoints of the timer, 3 a decision that followed */
	__u8 outcome; /* 0 nothing sent, 1 retransmission, 2 new data, 3 zero-window probe, 4 the connection was given up */
};

/* tcp:tcp_bad_csum - a segment that arrived with a wrong checksum. */
struct tcp_bad_csum_event {
	struct event_header header;
	struct packet_tuple tuple;
	__u32 seq;	      /* sequence, first byte of the segment */
	__u32 ack_seq;	      /* sequence, its acknowledgment number */
	__u32 payload_length; /* bytes of its payload */
	__u32 ifindex;	      /* interface that it came from; 0 is not known */
	__u32 tcp_flags;      /* TCP flags of it */
	__u32 window;	      /* its window field, not scaled */
};

/* tcp:tcp_rcvbuf_grow - the receiver finds its buffer too small for the rate at which the application reads. */
struct tcp_rcvbuf_grow_event {
	struct event_header header;
	struct tcp_state state;
	__u32 time_us;	      /* us, since the measurement began */
	__u32 copied;	      /* bytes, read by the application in that time */
	__u32 inq;	      /* bytes, received in order and not yet read */
	__u32 rcvbuf_old;     /* bytes, size of the receive buffer before */
	__u32 rcvbuf_new;     /* bytes, size of the receive buffer after; 0 where the kernel has not decided yet */
	__u32 rcvq_space_old; /* bytes, what it had read per round trip before */
};

/* skb:kfree_skb - a TCP packet that the kernel dropped. */
struct kfree_skb_event {
	struct event_header header;
	struct packet_tuple tuple;
	__u64 location;	      /* address in the kernel's code that dropped it; the trace names it */
	__u32 seq;	      /* sequence, first byte of the packet */
	__u32 ack_seq;	      /* sequence, its acknowledgment number */
	__u32 payload_length; /* bytes of its payload */
	__u32 ifindex;	      /* interface; 0 is not known */
	__u32 tcp_flags;      /* TCP flags of it */
	__u32 reason;	      /* enum skb_drop_reason of the recording kernel; the trace names it */
};

/* CUBIC's own state at a segment received, before it is processed: struct bictcp of net/ipv4/tcp_cubic.c. */
struct cubic_event {
	struct event_header header;
	__u32 cnt;		/* segments, to be acknowledged for the window to grow by one */
	__u32 last_max_cwnd;	/* segments, window at the last reduction (W_max); 0 is none */
	__u32 last_cwnd;	/* segments, window at the last update */
	__u32 bic_origin_point; /* segments, window around which the curve is flat */
	__u32 bic_k_us;		/* us, from the begin of the epoch to the origin point (K) */
	__u32 delay_min_us;	/* us, least round-trip time; 0 is none yet */
	__u32 epoch_us;		/* us, since the epoch began; whole jiffies; 2^32-1 is no epoch */
	__u32 ack_cnt;		/* segments, acknowledged in this epoch */
	__u32 tcp_cwnd;		/* segments, the window that Reno would have */
	__u32 curr_rtt_us;	/* us, HyStart: least round-trip time of this round; 2^32-1 is none yet */
	__u32 round_us;		/* us, HyStart: since this round began */
	__u32 end_seq;		/* sequence, HyStart: end of this round */
	__u8 sample_cnt;	/* HyStart: round-trip times measured in this round, 8 at most */
	__u8 found;		/* HyStart: 1 if it ended slow start */
	__u8 reserved[6];	/* zero */
};

/* BBR's own state at a segment received, before it is processed: struct bbr of net/ipv4/tcp_bbr.c. */
struct bbr_event {
	struct event_header header;
	__u64 bw;		   /* bytes/s, greatest delivery rate of late; 0 is none yet */
	__u64 full_bw;		   /* bytes/s, the rate whose growth decides whether the pipe is full */
	__u64 lt_bw;		   /* bytes/s, version 1: long-term rate, of a policer */
	__u64 bw_lo;		   /* bytes/s, version 3: short-term bound; 2^64-1 is none */
	__u64 bw_latest;	   /* bytes/s, version 3: delivery rate of this round trip */
	__u32 min_rtt_us;	   /* us, least round-trip time of late; 2^32-1 is none yet */
	__u32 min_rtt_age_us;	   /* us, since it was measured; whole jiffies */
	__u32 cycle_us;		   /* us, since this phase of the gain cycle began */
	__u32 next_rtt_delivered;  /* segments, value of delivered that ends this round trip */
	__u32 rtt_cnt;		   /* round trips so far; version 1 */
	__u32 prior_cwnd;	   /* segments, window before recovery or the probe of the round-trip time */
	__u32 extra_acked;	   /* segments, most that was acknowledged beyond the rate in an epoch */
	__u32 ack_epoch_acked;	   /* segments, acknowledged in this epoch */
	__u32 inflight_lo;	   /* segments, version 3: short-term bound; 2^32-1 is none */
	__u32 inflight_hi;	   /* segments, version 3: long-term bound; 2^32-1 is none */
	__u32 inflight_latest;	   /* segments, version 3: most delivered in this round trip */
	__u16 pacing_gain;	   /* 1/256, of the pacing rate over bw */
	__u16 cwnd_gain;	   /* 1/256, of the window over bw * min_rtt_us */
	__u16 ecn_alpha;	   /* 1/256, version 3: share of segments that were marked */
	__u8 version;		   /* 1, or 3 where the kernel has version 3 */
	__u8 mode;		   /* 0 STARTUP, 1 DRAIN, 2 PROBE_BW, 3 PROBE_RTT */
	__u8 cycle_idx;		   /* phase of the gain cycle */
	__u8 full_bw_reached;	   /* 1 if the pipe is full */
	__u8 full_bw_cnt;	   /* round trips without much growth */
	__u8 round_start;	   /* 1 if the last acknowledgment began a round trip */
	__u8 packet_conservation;  /* 1 in the first round trip of recovery; version 1 */
	__u8 idle_restart;	   /* 1 if restarting after a silence */
	__u8 probe_rtt_round_done; /* 1 if a round trip with the small window is over */
	__u8 lt_use_bw;		   /* 1 if lt_bw is the rate; version 1 */
	__u8 lt_is_sampling;	   /* 1 while lt_bw is measured; version 1 */
	__u8 lt_rtt_cnt;	   /* round trips of that measurement; version 1 */
	__u8 prev_ca_state;	   /* icsk_ca_state at the last acknowledgment */
	__u8 has_seen_rtt;	   /* 1 if there was a round-trip time */
};

#endif
