package io.tcbee.bench;

import java.util.List;

/** One question, asked of the recorder and its rivals in turn. */
interface Benchmark {
    /** As the command line names it. */
    String name();

    List<Row> run(Setting setting);
}
