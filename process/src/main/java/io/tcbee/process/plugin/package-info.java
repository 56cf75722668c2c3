/**
 * Metrics of strangers: a file of Java source, a jar, or a folder of such, loaded while TCBee runs.
 *
 * <p>A plugin is trusted code: it may do all that the process may.
 */
package io.tcbee.process.plugin;
