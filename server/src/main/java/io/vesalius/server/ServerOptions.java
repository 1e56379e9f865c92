package io.vesalius.server;

import io.vesalius.server.api.Bounds;
import io.vesalius.server.http.Access;
import io.vesalius.server.http.Limits;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a server runs.
 *
 * @param host to bind to: an address or a name of this machine
 * @param port 0 for any that is free
 * @param modelName what clients call the model
 * @param keys one of which every request must bring; empty for none
 * @param hosts further names by which a server on a loopback address may be called
 * @param origins whose pages may ask from a browser; "*" for all
 * @param limits of requests and connections
 * @param bounds of what one request may ask for
 * @param log hears one line about each request
 */
public record ServerOptions(
        String host,
        int port,
        String modelName,
        List<String> keys,
        Set<String> hosts,
        Set<String> origins,
        Limits limits,
        Bounds bounds,
        Consumer<String> log) {
    public ServerOptions {
        keys = List.copyOf(keys);
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }

    /** On this machine only, on any free port, without keys and without a log. */
    public static ServerOptions of(final String modelName) {
        return new ServerOptions(
                "127.0.0.1",
                0,
                modelName,
                List.of(),
                Set.of(),
                Set.of(),
                Limits.DEFAULT,
                Bounds.DEFAULT,
                line -> {});
    }

    public ServerOptions withAddress(final String name, final int number) {
        return new ServerOptions(
                name, number, modelName, keys, hosts, origins, limits, bounds, log);
    }

    public ServerOptions withKeys(final List<String> some) {
        return new ServerOptions(host, port, modelName, some, hosts, origins, limits, bounds, log);
    }

    public ServerOptions withHosts(final Set<String> some) {
        return new ServerOptions(host, port, modelName, keys, some, origins, limits, bounds, log);
    }

    public ServerOptions withOrigins(final Set<String> some) {
        return new ServerOptions(host, port, modelName, keys, hosts, some, limits, bounds, log);
    }

    public ServerOptions withLimits(final Limits some) {
        return new ServerOptions(host, port, modelName, keys, hosts, origins, some, bounds, log);
    }

    public ServerOptions withBounds(final Bounds some) {
        return new ServerOptions(host, port, modelName, keys, hosts, origins, limits, some, log);
    }

    public ServerOptions withLog(final Consumer<String> listener) {
        return new ServerOptions(
                host, port, modelName, keys, hosts, origins, limits, bounds, listener);
    }

    Access access(final boolean loopback) {
        return new Access(keys, loopback, hosts, origins);
    }
}
