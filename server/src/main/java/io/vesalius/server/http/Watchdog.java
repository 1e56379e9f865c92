package io.vesalius.server.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at all connections now and then and closes those whose peer takes too long. */
public final class Watchdog implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    private Watchdog() {
        thread = Thread.ofPlatform().name("vesalius-watchdog").daemon().unstarted(this::run);
    }

    /** Starts one. */
    public static Watchdog start() {
        final Watchdog watchdog = new Watchdog();
        watchdog.thread.start();
        return watchdog;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD_MILLIS);
                final long now = System.nanoTime();
                wires.forEach(wire -> wire.expire(now));
            }
        } catch (InterruptedException e) {
            // closed
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
