/**
 * The HTTP server: OpenAI's API over an open model. In come an open model and options, out go HTTP
 * answers; {@link io.vesalius.server.Server#close} lets those under way end. Each connection is
 * served by a virtual thread; the engine never waits for one.
 */
package io.vesalius.server;
