package io.vesalius.tokenizer.train;

/**
 * Words as symbols, which merging rewrites in place.
 *
 * @param symbols of all words one behind the other; {@link #GAP} where pairs can't be
 * @param starts of each word in the symbols // [words]
 * @param lengths of each word, shrinking as pairs merge // [words]
 * @param counts how often each word is in the corpus // [words]
 */
record SymbolWords(int[] symbols, int[] starts, int[] lengths, long[] counts) {
    /** A place that no symbol spells. */
    static final int GAP = -1;

    int size() {
        return starts.length;
    }

    /** Hears of a pair that a merge takes from a word or gives to it. */
    interface Changes {
        void change(int left, int right, int difference);
    }

    /**
     * Replaces a pair wherever a word has it, from left to right; returns how often.
     *
     * @param changes told of the neighbouring pairs, not of the pair itself
     */
    int merge(
            final int word,
            final int left,
            final int right,
            final int joined,
            final Changes changes) {
        final int start = starts[word];
        final int end = start + lengths[word];
        int write = start;
        int read = start;
        int merged = 0;
        while (read < end) {
            final int symbol = symbols[read];
            if (symbol != left || read + 1 == end || symbols[read + 1] != right) {
                symbols[write++] = symbol;
                read++;
                continue;
            }
            if (write > start) {
                final int before = symbols[write - 1];
                changes.change(before, left, -1);
                changes.change(before, joined, 1);
            }
            if (read + 2 < end) {
                final int after = symbols[read + 2];
                changes.change(right, after, -1);
                changes.change(joined, after, 1);
            }
            symbols[write++] = joined;
            read += 2;
            merged++;
        }
        lengths[word] = write - start;
        return merged;
    }
}
