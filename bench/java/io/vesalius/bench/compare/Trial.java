package io.vesalius.bench.compare;

/**
 * One thing to measure: of each engine, by itself, on a cache that holds nothing but the depth.
 *
 * @param tokens of each sequence
 * @param batch sequences at once
 * @param depth tokens of each sequence that are in the cache before
 */
record Trial(Kind kind, int tokens, int batch, int depth) implements Comparable<Trial> {
    /** What is measured. */
    enum Kind {
        /** A prompt is read. */
        PREFILL,
        /** One token of each sequence after another is generated. */
        DECODE
    }

    @Override
    public int compareTo(final Trial other) {
        int order = kind.compareTo(other.kind);
        order = order != 0 ? order : Integer.compare(depth, other.depth);
        order = order != 0 ? order : Integer.compare(batch, other.batch);
        return order != 0 ? order : Integer.compare(tokens, other.tokens);
    }

    /** `prefill 512`, `decode 64 x 4 @ 4096`. */
    @Override
    public String toString() {
        return (kind == Kind.PREFILL ? "prefill " : "decode ")
                + tokens
                + (batch == 1 ? "" : " x " + batch)
                + (depth == 0 ? "" : " @ " + depth);
    }
}
