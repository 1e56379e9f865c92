package io.vesalius.bench.compare;

import java.util.List;

/**
 * What is measured of every engine.
 *
 * @param model the file
 * @param promptTokens of prefill; 0 leaves it out
 * @param newTokens steps of decode; 0 leaves it out
 * @param batches sequences at once, for decode
 * @param depths tokens that are in the cache before
 */
record Plan(
        String model,
        int threads,
        int promptTokens,
        int newTokens,
        List<Integer> batches,
        List<Integer> depths) {
    Plan {
        batches = List.copyOf(batches);
        depths = List.copyOf(depths);
    }

    int deepest() {
        return depths.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    int largestBatch() {
        return batches.stream().mapToInt(Integer::intValue).max().orElse(1);
    }
}
