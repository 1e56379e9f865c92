/**
 * What can be seen of a server from outside: metrics with vLLM's names and definitions of
 * intervals, a line of log and a JFR event for each request. None of them holds what people wrote.
 */
package io.vesalius.server.watch;
