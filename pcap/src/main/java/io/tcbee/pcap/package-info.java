/**
 * Packet captures: pcap and pcapng, read as the events of a trace, and pcapng written.
 *
 * <pre>
 *   plain or gzip --> CaptureInput --> PcapRecords   --+   CaptureRecord
 *                                      PcapngBlocks  --+--> LinkLayer --> TcpFinder --> EventWindow --> events()
 *                                                             |             |
 *                                                             +--LeftOut <--+
 * </pre>
 *
 * <p>A packet is never an object: its headers are copied once, into a {@code packet_event}.
 */
package io.tcbee.pcap;
