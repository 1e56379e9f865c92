package io.vesalius.server.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The channels of connections, from when they are accepted until they are asked for. Helidon lets a
 * connection's socket be closed as a whole and no other way, but to end one in order its two
 * directions have to be closed one after the other. It shows a channel to nobody but to the options
 * that it sets on it: hence this poses as some, which are the usual ones, but that what is sent
 * goes at once: a token doesn't wait until the peer has acknowledged the one before.
 */
public final class AcceptedChannels implements SocketOptions {
    private record Ends(SocketAddress here, SocketAddress there) {}

    private final SocketOptions usual = SocketOptions.builder().tcpNoDelay(true).build();
    private final Map<Ends, SocketChannel> channels = new ConcurrentHashMap<>();

    @Override
    public void configureSocket(final SocketChannel channel) {
        usual.configureSocket(channel);
        // Some connections end before they are asked for.
        channels.values().removeIf(accepted -> !accepted.isOpen());
        try {
            channels.put(new Ends(channel.getLocalAddress(), channel.getRemoteAddress()), channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The channel of a connection, once. */
    Optional<SocketChannel> take(final ConnectionContext context) {
        final Ends ends = new Ends(context.localPeer().address(), context.remotePeer().address());
        return Optional.ofNullable(channels.remove(ends));
    }

    /** How many nobody has asked for yet. */
    int count() {
        return channels.size();
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return usual.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return usual.tcpNoDelay();
    }
}
