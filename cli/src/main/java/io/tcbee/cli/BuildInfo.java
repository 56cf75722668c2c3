package io.tcbee.cli;

/** What this build is. */
final class BuildInfo {
    /** As in pom.xml; a test compares the two. */
    static final String VERSION = "0.1.0-SNAPSHOT";

    private BuildInfo() {}
}
