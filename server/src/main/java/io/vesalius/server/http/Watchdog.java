package io.vesalius.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at all connections now and then and closes those whose peer takes too long, and those that
 * only linger when there is no place left for others.
 */
public final class Watchdog implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private final int places;

    private Watchdog(final int places) {
        this.places = places;
        thread = Thread.ofPlatform().name("vesalius-watchdog").daemon().unstarted(this::run);
    }

    /** Starts one. */
    public static Watchdog start(final Limits limits) {
        final Watchdog watchdog = new Watchdog(limits.connections());
        watchdog.thread.start();
        return watchdog;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void look() {
        final long now = System.nanoTime();
        wires.forEach(wire -> wire.expire(now));
        if (wires.size() >= places) {
            wires.forEach(Wire::makeRoom);
        }
    }

    void add(final Wire wire) {
        wires.add(wire);
    }

    void remove(final Wire wire) {
        wires.remove(wire);
    }

    /** Ends every connection and the watch. */
    @Override
    public void close() {
        thread.interrupt();
        wires.forEach(Wire::close);
    }
}
