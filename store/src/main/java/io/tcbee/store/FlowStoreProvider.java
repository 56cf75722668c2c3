package io.tcbee.store;

/** The door for a backend: found by {@link java.util.ServiceLoader}. */
public interface FlowStoreProvider {

    /** How a store is opened. */
    enum Mode {
        /** Must exist; {@link FlowStore#writer} is refused. */
        READ,
        /** Made if it does not exist; runs are added. */
        APPEND,
        /**
         * As {@link #APPEND}, and a run of a trace that is there already takes its place, when it
         * is committed. Its connections get new ids.
         */
        REPLACE,
        /**
         * As {@link #READ}, and {@link FlowStore#edit} changes it: a file that only one process can
         * write is open to be written only as long as one change takes.
         */
        EDIT;

        /** Whether there must be a database already, to which no run is added. */
        public boolean mustExist() {
            return this == READ || this == EDIT;
        }
    }

    /** The backend's name, for messages. */
    String name();

    /** What its locations look like, for messages: {@code FILE.duckdb}. */
    String form();

    /** Whether {@code location} is this backend's: by its ending or its scheme. */
    boolean accepts(String location);

    /**
     * @throws StoreException if it does not exist, cannot be opened, or is no flow database
     */
    FlowStore open(String location, Mode mode);
}
