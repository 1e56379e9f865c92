package io.vesalius.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

import java.time.Duration;
import java.util.Set;

/** Puts a {@link Wire} between Helidon's HTTP/1.1 and each of its sockets. */
public final class WireSelector implements ServerConnectionSelector {
    private static final int LONGEST_FIRST_LINE = 8192;

    private final ServerConnectionSelector http1;
    private final Limits limits;
    private final Watchdog watchdog;
    private final AcceptedChannels channels;

    /**
     * @param channels among the server's options; a connection without one does not linger
     */
    public WireSelector(
            final Limits limits, final Watchdog watchdog, final AcceptedChannels channels) {
        this.limits = limits;
        this.watchdog = watchdog;
        this.channels = channels;
        http1 =
                Http1ConnectionSelector.builder()
                        .config(
                                Http1Config.builder()
                                        .name("http_1_1")
                                        .maxPrologueLength(LONGEST_FIRST_LINE)
                                        .maxHeadersSize(limits.headerBytes())
                                        .build())
                        .build();
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(final BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(final ConnectionContext context) {
        final Wire wire = new Wire(context, channels.take(context), limits);
        return new Connection(wire, http1.connection(wire), watchdog);
    }

    private record Connection(Wire wire, ServerConnection inner, Watchdog watchdog)
            implements ServerConnection, InterruptableTask<Void> {
        @Override
        public void handle(final Limit limit) throws InterruptedException {
            watchdog.add(wire);
            try {
                ScopedValue.where(Wire.CURRENT, wire)
                        .call(
                                () -> {
                                    inner.handle(limit);
                                    return true;
                                });
            } finally {
                wire.linger();
                watchdog.remove(wire);
            }
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO; // the watchdog's work
        }

        @Override
        public void close(final boolean interrupt) {
            inner.close(interrupt);
            wire.serverEnds();
        }

        @Override
        public boolean canInterrupt() {
            return inner instanceof InterruptableTask<?> task && task.canInterrupt();
        }
    }
}
