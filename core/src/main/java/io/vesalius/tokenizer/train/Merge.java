package io.vesalius.tokenizer.train;

/** Two symbols that became one. */
record Merge(int left, int right, int joined) {
    long pair() {
        return PairCounts.pair(left, right);
    }
}
