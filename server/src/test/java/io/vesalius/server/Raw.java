package io.vesalius.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A bare connection: what no HTTP library would send. */
final class Raw implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    Raw(final Running running) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), running.server().port());
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends something, closes its own side, and gives all that comes back. */
    static String ask(final Running running, final String text) {
        try (Raw raw = new Raw(running)) {
            raw.send(text.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            return raw.rest();
        }
    }

    /** The body of a POST with its length. */
    static String post(final String path, final String json) {
        final String body = json.replace('\'', '"');
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    Raw send(final String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, to a server that may close before it has read all; gives what comes back. */
    String sendAsFarAsItIsRead(final String text) {
        try {
            send(text);
        } catch (UncheckedIOException e) {
            // it has closed; what it said before may still be there
        }
        return rest();
    }

    /** Waits until something has come, and leaves it unread. */
    Raw awaitAnswer() throws InterruptedException {
        try {
            while (socket.getInputStream().available() == 0) {
                Thread.sleep(5);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until some text has come, and gives all that came. */
    String until(final String text) {
        final StringBuilder all = new StringBuilder();
        try {
            final InputStream in = socket.getInputStream();
            while (all.indexOf(text) < 0) {
                final int next = in.read();
                if (next < 0) {
                    throw new AssertionError("the connection ended after: " + all);
                }
                all.append((char) next);
            }
            return all.toString();
        } catch (IOException e) {
            throw new AssertionError("after: " + all, e);
        }
    }

    /** All that comes until the other side says that this is all, which it may not fail to do. */
    String whole() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that comes until the other side closes; nothing where it resets. */
    String rest() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
