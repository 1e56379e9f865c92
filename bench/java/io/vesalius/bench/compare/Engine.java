package io.vesalius.bench.compare;

import java.util.Map;

/** Something that can be measured. */
interface Engine {
    String name();

    /**
     * Runs the engine's benchmark once, in a process of its own.
     *
     * @return tokens a second of the tests that it can do; each was warmed up and timed once
     * @throws CompareException when it fails, with what it said
     */
    Map<Trial, Double> measure();
}
