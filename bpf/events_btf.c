/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* events_btf - never loaded: it carries the BTF of events.h and config.h to the tests that compare them with Java. */
#include <linux/types.h>
#include <tcbee/config.h>
#include <tcbee/events.h>
#include <tcbee/filter.h>

struct packet_event packet_event;
struct packet_state_event packet_state_event;
struct tcp_cwnd_event tcp_cwnd_event;
struct socket_event socket_event;
struct tcp_probe_event tcp_probe_event;
struct tcp_ack_event tcp_ack_event;
struct sock_send_length_event sock_send_length_event;
struct sock_recv_length_event sock_recv_length_event;
struct tcp_retransmit_skb_event tcp_retransmit_skb_event;
struct tcp_retransmit_synack_event tcp_retransmit_synack_event;
struct tcp_cong_state_set_event tcp_cong_state_set_event;
struct inet_sock_set_state_event inet_sock_set_state_event;
struct tcp_destroy_sock_event tcp_destroy_sock_event;
struct tcp_reset_event tcp_reset_event;
struct cubic_event cubic_event;
struct bbr_event bbr_event;
struct tcp_timer_event tcp_timer_event;
struct tcp_bad_csum_event tcp_bad_csum_event;
struct tcp_rcvbuf_grow_event tcp_rcvbuf_grow_event;
struct kfree_skb_event kfree_skb_event;
struct recorder_config recorder_config;
struct recorder_filter recorder_filter;
struct hook_counts hook_counts;
struct ring_level ring_level;
struct loss_key loss_key;
enum hook_id hook_id;
enum event_id event_id;
