package io.vesalius.server;

import io.helidon.webserver.WebServer;
import io.vesalius.Vesalius;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.server.http.AcceptedChannels;
import io.vesalius.server.http.Guard;
import io.vesalius.server.http.Malformed;
import io.vesalius.server.http.Settled;
import io.vesalius.server.http.Watchdog;
import io.vesalius.server.http.WireSelector;
import io.vesalius.server.watch.Meters;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A server that runs. It doesn't own the model: close the server first.
 *
 * <pre>{@code
 * try (Vesalius model = Vesalius.open(path);
 *         Server server = Server.start(model, ServerOptions.of("my-model"))) {
 *     System.out.println(server.url());
 *     ...
 * }
 * }</pre>
 */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.vesalius.server");

    private final WebServer web;
    private final Watchdog watchdog;
    private final Activity activity;
    private final ServerOptions options;

    private Server(
            final WebServer web,
            final Watchdog watchdog,
            final Activity activity,
            final ServerOptions options) {
        this.web = web;
        this.watchdog = watchdog;
        this.activity = activity;
        this.options = options;
    }

    /**
     * Starts a server.
     *
     * @throws BadRequestException for a host that isn't one
     * @throws UnsupportedException when the address can't be bound
     */
    public static Server start(final Vesalius model, final ServerOptions options) {
        final InetAddress address = address(options.host());
        final Guard guard =
                new Guard(options.access(address.isLoopbackAddress()), options.limits());
        final Activity activity = new Activity();
        final Watchdog watchdog = Watchdog.start(options.limits());
        final AcceptedChannels channels = new AcceptedChannels();
        final Meters meters = new Meters(model::status, options.modelName(), model.contextLength());
        model.onStep(meters::stepped);
        final Dispatch dispatch =
                new Dispatch(
                        guard,
                        new Routes(model, options, activity, meters).all(),
                        meters,
                        options.log());
        final WebServer web =
                WebServer.builder()
                        .address(address)
                        .port(options.port())
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .connectionOptions(channels)
                        .addConnectionSelector(
                                new WireSelector(options.limits(), watchdog, channels))
                        .directHandlers(Malformed.handlers(options.limits()))
                        .maxPayloadSize(options.limits().bodyBytes())
                        .maxTcpConnections(options.limits().connections())
                        .routing(routing -> routing.addFilter(new Settled()).any(dispatch))
                        .build();
        try {
            web.start();
        } catch (UncheckedIOException e) {
            watchdog.close();
            throw new UnsupportedException(
                    "%s:%d can't be bound: %s"
                            .formatted(options.host(), options.port(), reason(e)));
        }
        warn(address, options);
        return new Server(web, watchdog, activity, options);
    }

    private static String reason(final UncheckedIOException e) {
        return Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("");
    }

    private static InetAddress address(final String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new BadRequestException("host", "host '%s' is unknown".formatted(host));
        }
    }

    private static void warn(final InetAddress address, final ServerOptions options) {
        if (!address.isLoopbackAddress() && options.keys().isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "others can reach this server, and no API key is needed: --api-key sets one");
        }
    }

    /** The port that it listens on. */
    public int port() {
        return web.port();
    }

    /** Where its page is, and its API below `/v1`. */
    public String url() {
        final String host =
                options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return "http://%s:%d".formatted(host, port());
    }

    /** Takes no more requests, lets answers under way end for as long as the limits say, ends. */
    @Override
    public void close() {
        activity.drain(options.limits().patience().drain());
        web.stop();
        watchdog.close();
    }
}
