/**
 * The wire: connections that notice when their peer has gone or is too slow, who may ask, bodies
 * read within limits, and errors in the shape of OpenAI's API. Knows nothing of models. Each
 * connection has a virtual thread of its own; one thread watches their deadlines. A connection ends
 * in order, so that its peer gets the last answer though it still sends.
 */
package io.vesalius.server.http;
