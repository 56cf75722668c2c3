package io.tcbee.metric;

import io.tcbee.model.Series;
import io.tcbee.model.Source;
import io.tcbee.model.Unit;

/**
 * One kind of number that a metric emits.
 *
 * @param series its line in the catalogue
 */
public record Output(Series series, Kind kind) {

    /** How often there is one. */
    public enum Kind {
        /** Points over time. */
        SERIES,
        /** One number per connection and side. */
        ATTRIBUTE
    }

    /** A series; for the parameters see {@link Series}. */
    public static Output series(
            String name, Unit unit, Source source, String definition, String reference) {
        return new Output(new Series(name, unit, definition, source, reference), Kind.SERIES);
    }

    /** An attribute; for the parameters see {@link Series}. */
    public static Output attribute(
            String name, Unit unit, Source source, String definition, String reference) {
        return new Output(new Series(name, unit, definition, source, reference), Kind.ATTRIBUTE);
    }

    public String name() {
        return series.name();
    }
}
