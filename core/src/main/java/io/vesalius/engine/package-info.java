/**
 * The engine: requests come in from any thread, tokens and answers go out as events. One thread
 * owns everything between: it drains commands, schedules a step, computes it, samples, publishes,
 * and starts again. A sequence knows its tokens and how many of them are computed; a step gives
 * each chosen sequence a number of tokens to compute. Prefill, decode, chunks, prefix reuse,
 * preemption and beams are all that one idea. May use every room below; knows no file, terminal or
 * socket.
 */
package io.vesalius.engine;
