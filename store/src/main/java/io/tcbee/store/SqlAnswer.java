package io.tcbee.store;

import java.util.List;

/**
 * What a SELECT gave.
 *
 * @param types of the columns, in the words of the database
 * @param rows values are numbers, texts, truth values or null
 * @param truncated whether it had more rows than were asked for
 */
public record SqlAnswer(
        List<String> columns, List<String> types, List<List<Object>> rows, boolean truncated) {}
