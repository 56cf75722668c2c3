/**
 * What the packets of a connection say, followed packet by packet.
 *
 * <pre>
 *   header bytes --Headers--> ConnectionTable --(which connection, which side)--> Connection
 *                                                                                   |
 *                          Packet: the facts of this one packet  <--  Sender (client), Sender (server)
 * </pre>
 *
 * <p>Sequence numbers are 64-bit and relative: the SYN is 0, the first byte of data 1. Everything
 * here is a flyweight or bounded per connection; nothing reads a clock or a file.
 */
package io.tcbee.tcp;
