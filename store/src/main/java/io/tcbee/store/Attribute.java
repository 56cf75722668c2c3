package io.tcbee.store;

import io.tcbee.model.Side;

/**
 * One number about a whole connection; the catalogue has its unit and definition.
 *
 * @param side whose data it is about; null if it is about neither alone
 */
public record Attribute(Side side, String name, double value) {}
