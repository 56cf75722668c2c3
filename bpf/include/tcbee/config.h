/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * config.h - what the recorder tells the programs before they are loaded, and what they tell it back.
 *
 * Little endian, naturally aligned, no holes; `record` mirrors both structs and the order of the hooks.
 */
#ifndef TCBEE_CONFIG_H
#define TCBEE_CONFIG_H

/* Index into `counters`: one per program. Append-only within a release; the trace stores names, not these numbers. */
enum hook_id {
	HOOK_PACKET_INGRESS,
	HOOK_PACKET_EGRESS,
	HOOK_PACKET_INGRESS_RAW,
	HOOK_PACKET_EGRESS_RAW,
	HOOK_PACKET_XDP,
	HOOK_TCP_PROBE,
	HOOK_SOCK_SEND_LENGTH,
	HOOK_SOCK_RECV_LENGTH,
	HOOK_TCP_SENDMSG_EXIT,
	HOOK_TCP_RECVMSG_EXIT,
	HOOK_TCP_RETRANSMIT_SKB,
	HOOK_TCP_RETRANSMIT_SYNACK,
	HOOK_TCP_CONG_STATE_SET,
	HOOK_INET_SOCK_SET_STATE,
	HOOK_TCP_DESTROY_SOCK,
	HOOK_TCP_SEND_RESET,
	HOOK_TCP_RECEIVE_RESET,
	HOOK_ITER_TCP,
	HOOK_SOCKET, /* no program: the socket events that the others make */
	HOOK_TCP_WRITE_TIMER_HANDLER_EXIT,
	HOOK_TCP_WRITE_TIMER_HANDLER_ENTRY,
	HOOK_TIMER_EXPIRE_EXIT,
	HOOK_TIMER_EXPIRE_ENTRY,
	HOOK_TCP_TIMER_RELEASE_RTO,
	HOOK_TCP_TIMER_RELEASE_TLP,
	HOOK_TCP_BAD_CSUM,
	HOOK_TCP_RCVBUF_GROW,
	HOOK_TCP_RCV_SPACE_ADJUST,
	HOOK_KFREE_SKB,
	HOOK_TCP_PROBE_CC,
	HOOK_TCP_CWND,
	HOOK_TCP_ACK_EXIT,
	HOOK_TCP_ACK_CC_EXIT,
	HOOK_TCP_ACK_CWND_EXIT,
	HOOKS, /* how many there are */
};

/* The one read-only global, `config`: constant to the verifier, so what is 0 costs nothing. */
struct recorder_config {
	__u32 target_netns;	    /* inode number of the network namespace to record; 0 is all */
	__u8 packet_netns;	    /* 1 if each packet tells its network namespace */
	__u8 reserved;		    /* zero */
	__u8 packet_hook;	    /* what attaches packet_*: 0 tcx, 1 clsact; copied into packet_event.hook */
	__u8 retransmit_err;	    /* 1 if tcp:tcp_retransmit_skb has a third argument: why nothing was sent */
	__u32 jiffy_us;		    /* us per jiffy of this kernel */
	__u32 recorder_pid;	    /* process id whose calls are not recorded; 0 is none */
	__u32 ring_segments;	    /* MiB of each CPU's first ring; a power of two */
	__u32 ring_segments_nested; /* MiB of its second; a power of two */
	__u32 packet_state;	    /* 1 if a packet that goes out carries the state of its socket */
	__u8 reset_reason;	    /* 1 if tcp:tcp_send_reset has a third argument: why */
	__u8 kfree_rx_sk;	    /* 1 if skb:kfree_skb has a fourth argument: the socket that dropped it */
	__u8 reserved_behind[2];    /* zero */
};

/*
 * What one hook did on one CPU, each call of its program in exactly one of these. Exact: `filtered` and `lost` are added
 * to atomically, `events` by who holds the ring.
 */
struct hook_counts {
	__u64 events[2]; /* told, in the first and in the second ring */
	__u64 filtered;	 /* not wanted: another protocol, flow, namespace or process */
	__u64 lost;	 /* not told: no space in the ring, no ring, or the packet's headers could not be read */
};

/* Whose event was lost: by its cookie where that is known, else by the ends of its packet. */
struct loss_key {
	__u64 cookie;		 /* socket cookie; 0 where all else tells */
	__u8 local_address[16];	 /* network order, IPv4 mapped; zero where the cookie tells, so the rest */
	__u8 remote_address[16]; /* network order, IPv4 mapped */
	__u16 local_port;	 /* host order */
	__u16 remote_port;	 /* host order */
	__u32 ifindex;		 /* interface of the packet */
};

/* Where one ring is written and read; the two on cache lines of their own. */
struct ring_level {
	__u64 head;   /* position: past the last record that is whole; the programs write it */
	__u32 locked; /* 1 while a program writes a record */
	__u32 reserved[13];
	__u64 tail; /* position: the first record not yet read; the recorder writes it */
	__u64 reserved_behind[7];
};

#endif
