package io.vesalius.tokenizer.train;

/**
 * The parts of words that an alphabet spells, one behind the other with a 0 after each.
 *
 * @param text places in the alphabet and 1
 * @param starts of each segment in the text // [segments]
 * @param counts how often each is in the corpus // [segments]
 */
record Segments(int[] text, int[] starts, long[] counts) {
    static final int END = 0;

    static Segments of(final SymbolWords words) {
        final Ints text = new Ints();
        final Ints starts = new Ints();
        final Ints owners = new Ints();
        for (int word = 0; word < words.size(); word++) {
            boolean open = false;
            final int end = words.starts()[word] + words.lengths()[word];
            for (int i = words.starts()[word]; i < end; i++) {
                final int symbol = words.symbols()[i];
                if (symbol == SymbolWords.GAP) {
                    close(text, open);
                    open = false;
                    continue;
                }
                if (!open) {
                    starts.add(text.size());
                    owners.add(word);
                    open = true;
                }
                text.add(symbol + 1);
            }
            close(text, open);
        }
        final long[] counts = new long[owners.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = words.counts()[owners.get(i)];
        }
        return new Segments(text.toArray(), starts.toArray(), counts);
    }

    private static void close(final Ints text, final boolean open) {
        if (open) {
            text.add(END);
        }
    }

    int size() {
        return starts.length;
    }

    /** Where a segment ends, its last 0 left out. */
    int end(final int segment) {
        return (segment + 1 < starts.length ? starts[segment + 1] : text.length) - 1;
    }

    /** How often the segment that each place of the text belongs to is in the corpus. */
    long[] weights() {
        final long[] weights = new long[text.length];
        for (int segment = 0; segment < size(); segment++) {
            java.util.Arrays.fill(weights, starts[segment], end(segment) + 1, counts[segment]);
        }
        return weights;
    }
}
