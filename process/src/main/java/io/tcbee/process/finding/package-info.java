/** What is remarkable about a connection: rules over what a database tells of it. */
package io.tcbee.process.finding;
