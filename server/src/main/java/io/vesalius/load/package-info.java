/**
 * A load generator for any server of OpenAI's API: many clients of a closed loop, or arrivals of an
 * open one; each answer is streamed and timed. Knows nothing of the engine.
 */
package io.vesalius.load;
