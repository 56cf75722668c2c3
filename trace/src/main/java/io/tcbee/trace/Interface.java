package io.tcbee.trace;

/**
 * A network interface that was recorded.
 *
 * @param netns inode number of its network namespace
 * @param link what its packets begin with: ethernet, raw (IP at once), loopback
 */
public record Interface(int ifindex, String name, long netns, String link, int mtu) {}
