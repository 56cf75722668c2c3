/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * filter.h - which connections are wanted: what the recorder tells the programs before they are loaded.
 *
 * Little endian, naturally aligned, no holes; `record` mirrors the structs. All of it is constant to the verifier, so a
 * kind of rule that was not given costs nothing. docs/record.md says what each kind means.
 */
#ifndef TCBEE_FILTER_H
#define TCBEE_FILTER_H

/*
 * One bit per port: bit port % 8 of byte port / 8. Port 0 is a local one that the kernel has yet to choose: what its bit
 * says holds for each that it may choose.
 */
#define FILTER_PORT_BYTES 8192
#define FILTER_PREFIXES 16
#define FILTER_NETNS 8
#define FILTER_CGROUPS 8
#define FILTER_COMMS 8

/* Which kinds of port rule were given: bits of recorder_filter.ports. */
enum filter_ports {
	PORTS_EITHER = 1,
	PORTS_EITHER_NOT = 2,
	PORTS_LOCAL = 4,
	PORTS_REMOTE = 8,
};

/* What the listed network namespaces are: recorder_filter.netns_listed. */
enum filter_netns {
	NETNS_ALL = 0,
	NETNS_LISTED = 1, /* the only ones that are wanted */
	NETNS_EXCEPT = 2, /* the only ones that are not */
};

/* Which end a prefix is about: filter_prefix.end, and bits of recorder_filter.prefix_ends. */
enum filter_end {
	END_LOCAL = 1,
	END_REMOTE = 2,
	END_EITHER = 4,
};

/* What is known of a socket's owner: bits of its mark, of recorder_filter.owner_need and owner_deny. */
enum filter_owner {
	OWNER_PID = 1,		   /* one of the wanted processes, or a descendant */
	OWNER_PID_NOT = 2,	   /* one of the unwanted ones */
	OWNER_COMM = 4,		   /* has a wanted name */
	OWNER_COMM_NOT = 8,	   /* has an unwanted one */
	OWNER_COMMAND = 16,	   /* the recorder's command, or a descendant */
	OWNER_CGROUP = 32,	   /* in a wanted cgroup, or below it */
	OWNER_CGROUP_NOT = 64,	   /* in an unwanted one */
	OWNER_CGROUP_ASKED = 128,  /* the two bits above are decided */
	OWNER_PROCESS_ASKED = 256, /* the five bits at the top are */
};

struct filter_prefix {
	__u64 address[2]; /* network order, IPv4 mapped; bits beyond the prefix are 0 */
	__u64 mask[2];	  /* network order */
	__u32 end;	  /* enum filter_end */
	__u32 negated;	  /* 1 if a connection that matches is not wanted */
};

struct filter_cgroup {
	__u64 id;      /* of a cgroup (v2); 0 ends the list */
	__u64 negated; /* 1 if a socket in it or below is not wanted */
};

struct filter_comm {
	__u64 name[2]; /* text, name of the process, filled up with zeros; 0 ends the list */
	__u64 negated; /* 1 if its sockets are not wanted */
};

/* The read-only global `filter`. */
struct recorder_filter {
	__u32 ports;		   /* enum filter_ports, bits */
	__u32 prefixes;		   /* rules in prefix */
	__u32 prefix_ends;	   /* enum filter_end, bits: ends for which there is a rule that is not negated */
	__u32 sample;		   /* one connection in so many; 0 is all */
	__u32 owner_need;	   /* enum filter_owner, bits: all must be in a socket's mark */
	__u32 owner_deny;	   /* enum filter_owner, bits: none may be */
	__u32 netns_listed;	   /* enum filter_netns */
	__u32 flow_jiffies;	   /* so long a connection is looked for after it was noted */
	__u32 netns[FILTER_NETNS]; /* inode numbers of network namespaces; 0 ends the list */
	struct filter_prefix prefix[FILTER_PREFIXES];
	struct filter_cgroup cgroup[FILTER_CGROUPS];
	struct filter_comm comm[FILTER_COMMS];
	__u8 port_either[FILTER_PORT_BYTES];	 /* wanted at one of the ends */
	__u8 port_either_not[FILTER_PORT_BYTES]; /* not wanted at any end */
	__u8 port_local[FILTER_PORT_BYTES];	 /* wanted at the local end, those not wanted taken out */
	__u8 port_remote[FILTER_PORT_BYTES];	 /* the same at the remote end */
};

#endif
