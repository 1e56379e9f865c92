package io.vesalius.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

final class AcceptedChannelsTest {
    private final AcceptedChannels accepted = new AcceptedChannels();
    private final List<SocketChannel> open = new ArrayList<>();
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        for (final SocketChannel channel : open) {
            channel.close();
        }
        server.close();
    }

    private SocketChannel accept() throws IOException {
        open.add(SocketChannel.open(server.getLocalAddress()));
        final SocketChannel channel = server.accept();
        open.add(channel);
        accepted.configureSocket(channel);
        return channel;
    }

    @Test
    void what_is_sent_goes_at_once() throws IOException {
        assertThat(accept().getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
    }

    @Test
    void connections_that_end_before_they_are_asked_for_leave_nothing_behind() throws IOException {
        for (int i = 0; i < 10; i++) {
            accept().close();
        }
        accept();

        assertThat(accepted.count()).isEqualTo(1);
    }
}
