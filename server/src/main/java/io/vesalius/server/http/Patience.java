package io.vesalius.server.http;

import io.vesalius.base.BadRequestException;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a client may take.
 *
 * @param idle how long a connection may stay open without a request
 * @param receive how long a request may take to arrive
 * @param write how long a client may take to read what is sent to it
 * @param linger how long a client may take to close a connection after its last answer
 * @param drain how long answers under way may take when the server is told to end
 */
public record Patience(
        Duration idle, Duration receive, Duration write, Duration linger, Duration drain) {
    public static final Patience DEFAULT =
            new Patience(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(30));

    /**
     * @throws BadRequestException for a value out of its range
     */
    public Patience {
        requirePositive("idle_timeout", idle);
        requirePositive("receive_timeout", receive);
        requirePositive("write_timeout", write);
        requirePositive("linger_timeout", linger);
        Objects.requireNonNull(drain, "drain");
    }

    private static void requirePositive(final String name, final Duration value) {
        if (!value.isPositive()) {
            throw new BadRequestException(name, name + " must be positive");
        }
    }

    public Patience withIdle(final Duration value) {
        return new Patience(value, receive, write, linger, drain);
    }

    public Patience withReceive(final Duration value) {
        return new Patience(idle, value, write, linger, drain);
    }

    public Patience withWrite(final Duration value) {
        return new Patience(idle, receive, value, linger, drain);
    }

    public Patience withLinger(final Duration value) {
        return new Patience(idle, receive, write, value, drain);
    }

    public Patience withDrain(final Duration value) {
        return new Patience(idle, receive, write, linger, value);
    }
}
