/** What the program that serves the page brings along: findings, files of points. */
package io.tcbee.web.spi;
