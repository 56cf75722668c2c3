package io.tcbee.store;

import io.tcbee.model.Side;

/** Names one series of one connection: a plotted column of a wide table, or a derived series. */
public record SeriesKey(long connection, Side side, String name) {}
