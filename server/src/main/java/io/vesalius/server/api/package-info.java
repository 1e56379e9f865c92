/**
 * The protocol: which parameters a request may have, what they mean to the engine, and how its
 * events look as JSON. The lists of parameters in {@link io.vesalius.server.api.Parameters} are
 * what requests are checked against, and what the documentation and the OpenAPI description are
 * made of. Knows nothing of sockets.
 */
package io.vesalius.server.api;
