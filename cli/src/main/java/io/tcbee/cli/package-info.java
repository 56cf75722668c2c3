/**
 * One class per command. Output for people on a terminal, tab-separated text in a pipe; failures
 * are one sentence and an exit code (2 the command line, 1 anything known, 70 a fault of ours).
 */
package io.tcbee.cli;
