package io.tcbee.web.spi;

import io.tcbee.store.ConnectionRow;
import java.util.List;

/** Whoever knows what is remarkable about a connection. Any thread. */
@FunctionalInterface
public interface Remarks {
    /** Knows nothing. */
    Remarks NONE = _ -> List.of();

    /** In the order in which they are shown. */
    List<Remark> of(ConnectionRow connection);
}
