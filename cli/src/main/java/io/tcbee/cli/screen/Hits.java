package io.tcbee.cli.screen;

import io.tcbee.cli.screen.ConnectionPanel.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the mouse would hit what, as it was drawn last. */
final class Hits {
    private final Map<Integer, Long> rows = new HashMap<>();
    private int headRow = -1;
    private int headLeft;
    private List<Place> places = List.of();

    void clear() {
        rows.clear();
        headRow = -1;
    }

    void row(int y, long cookie) {
        rows.put(y, cookie);
    }

    void head(int y, int left, List<Place> columns) {
        headRow = y;
        headLeft = left;
        places = columns;
    }

    /** The cookie of the connection in that row of the terminal. */
    Optional<Long> connection(int y) {
        return Optional.ofNullable(rows.get(y));
    }

    /** The column whose head is there. */
    Optional<Column> column(int x, int y) {
        return places.stream()
                .filter(place ->
                        y == headRow
                                && x - headLeft >= place.left()
                                && x - headLeft < place.left() + place.width())
                .map(Place::column)
                .findFirst();
    }
}
