package io.vesalius.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/**
 * One connection. It has a deadline whenever its peer is to do something: send a request, send the
 * rest of it, read an answer. While a request is answered it reads ahead, one buffer at most, which
 * is how it notices that the peer has gone though there is nothing to be written yet. After its
 * last answer it lingers, so that its peer gets all of that.
 */
public final class Wire implements ConnectionContext {
    static final ScopedValue<Wire> CURRENT = ScopedValue.newInstance();
    private static final long NONE = Long.MAX_VALUE;
    private static final long LEAST_DISCARDED = 64 << 20; // where a body may have fewer bytes
    private static final Runnable NOBODY = () -> {};

    private final ConnectionContext inner;
    private final Optional<SocketChannel> channel;
    private final Limits limits;
    private final DataReader reader = DataReader.create(this::read);
    private final DataWriter writer;
    private volatile long deadline = NONE;
    private volatile boolean gone;
    private volatile boolean lingering;
    private volatile boolean serverEnds;
    private volatile Runnable onGone = NOBODY;
    private Runnable afterwards = NOBODY;
    private boolean receiving;
    private boolean last;
    private @Nullable CompletableFuture<byte @Nullable []> ahead;

    Wire(
            final ConnectionContext inner,
            final Optional<SocketChannel> channel,
            final Limits limits) {
        this.inner = inner;
        this.channel = channel;
        this.limits = limits;
        writer = new TimedWriter(inner.dataWriter());
    }

    /** The connection whose request this thread handles. */
    public static Wire current() {
        return CURRENT.get();
    }

    /**
     * From now on tells, once or more and on any thread, when the peer has gone; also when it had
     * gone before.
     */
    public void watch(final Runnable action) {
        onGone = action;
        if (ahead == null) {
            final CompletableFuture<byte @Nullable []> next = new CompletableFuture<>();
            ahead = next;
            Thread.ofVirtual().name("vesalius-read-ahead").start(() -> readAhead(next));
        }
        if (gone) {
            action.run();
        }
    }

    private void readAhead(final CompletableFuture<byte @Nullable []> next) {
        byte @Nullable [] bytes = null;
        try {
            bytes = inner.serverSocket().get();
        } catch (RuntimeException e) {
            // Closed or broken: nothing more will come.
        }
        if (bytes == null) {
            gone = true;
            onGone.run();
        }
        next.complete(bytes);
    }

    /** The request has been handled: the next one may come. */
    void answered() {
        onGone = NOBODY;
        receiving = false;
        deadline = NONE;
        afterwards.run();
        afterwards = NOBODY;
    }

    /** Does something when the request has been handled, all of its answer sent. */
    public void afterwards(final Runnable action) {
        afterwards = action;
    }

    /** No request follows this one, because its peer said so or its body can't be read. */
    void end() {
        last = true;
    }

    boolean isLast() {
        return last;
    }

    /** The request has arrived: its answer may take as long as it takes. */
    void received() {
        deadline = NONE;
    }

    /** Whether the peer has closed its side. */
    public boolean isGone() {
        return gone;
    }

    /** Called by Helidon when it has nothing left to parse. */
    private byte @Nullable [] read() {
        if (!receiving) {
            deadline = after(limits.patience().idle());
        }
        final byte[] bytes = take();
        if (!receiving) {
            receiving = true;
            deadline = after(limits.patience().receive());
        }
        return bytes;
    }

    private byte @Nullable [] take() {
        final CompletableFuture<byte @Nullable []> pending = ahead;
        try {
            if (pending == null) {
                return inner.serverSocket().get();
            }
            ahead = null;
            return pending.get();
        } catch (ExecutionException | RuntimeException e) {
            throw new ServerConnectionException("the connection is broken", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerConnectionException("the server ends", e);
        }
    }

    private static long after(final Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    /** Closes the connection where its peer has taken too long. */
    void expire(final long now) {
        final long until = deadline;
        if (until != NONE && now - until > 0) {
            deadline = NONE;
            close();
        }
    }

    /**
     * Ends the connection in order: says that no more is sent, and reads without looking what the
     * peer still sends, until it ends too, or has taken too long or sent too much. If something of
     * a peer's is unread when its connection is closed, or comes later, TCP resets the connection,
     * and that can cost the peer the answer which it hasn't read yet.
     */
    void linger() {
        deadline = after(limits.patience().linger());
        lingering = true;
        if (channel.isEmpty() || serverEnds) {
            return;
        }
        try {
            channel.get().shutdownOutput();
            discard(Math.max(LEAST_DISCARDED, limits.bodyBytes()));
        } catch (IOException | ServerConnectionException e) {
            // The peer has gone, or is waited for no longer.
        }
    }

    private void discard(final long most) {
        long left = most;
        while (left > 0) {
            final byte[] bytes = take();
            if (bytes == null) {
                return;
            }
            left -= bytes.length;
        }
    }

    /** Others need its place: it ends if it only lingers. */
    void makeRoom() {
        if (lingering) {
            close();
        }
    }

    /** From now on it doesn't linger. */
    void serverEnds() {
        serverEnds = true;
        makeRoom();
    }

    /** Ends the connection at once; whoever reads or writes on it is told. */
    void close() {
        try {
            inner.serverSocket().close();
        } catch (RuntimeException e) {
            // It is closed already.
        }
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ListenerContext listenerContext() {
        return inner.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return inner.executor();
    }

    @Override
    public Router router() {
        return inner.router();
    }

    @Override
    public HelidonSocket serverSocket() {
        return inner.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return inner.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return inner.localPeer();
    }

    @Override
    public boolean isSecure() {
        return inner.isSecure();
    }

    @Override
    public String socketId() {
        return inner.socketId();
    }

    @Override
    public String childSocketId() {
        return inner.childSocketId();
    }

    /** Writes with a deadline. */
    private final class TimedWriter implements DataWriter {
        private final DataWriter delegate;

        TimedWriter(final DataWriter delegate) {
            this.delegate = delegate;
        }

        private void timed(final Runnable write) {
            deadline = after(limits.patience().write());
            try {
                write.run();
            } finally {
                deadline = NONE;
            }
        }

        @Override
        public void write(final BufferData... buffers) {
            timed(() -> delegate.write(buffers));
        }

        @Override
        public void write(final BufferData buffer) {
            timed(() -> delegate.write(buffer));
        }

        @Override
        public void writeNow(final BufferData... buffers) {
            timed(() -> delegate.writeNow(buffers));
        }

        @Override
        public void writeNow(final BufferData buffer) {
            timed(() -> delegate.writeNow(buffer));
        }

        @Override
        public void flush() {
            timed(delegate::flush);
        }
    }
}
