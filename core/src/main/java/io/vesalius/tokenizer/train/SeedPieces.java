package io.vesalius.tokenizer.train;

import java.util.Arrays;

/**
 * The substrings that Unigram's trainer starts from (Kudo 2018): those that are frequent and can't
 * grow to the right without becoming rarer, found as the intervals of a suffix array with equal
 * beginnings. By {@link SeedRule} a word's end, which no piece holds, is one more character to grow
 * by or not.
 */
final class SeedPieces {
    /** Says which substrings may be pieces. */
    interface Filter {
        boolean accepts(int[] text, int from, int to);
    }

    private final int[] text;
    private final long[] weights;
    private final int maxLength;
    private final long minFrequency;
    private final Filter filter;
    private final boolean grownByEnds;
    private final int reach; // the most characters that are compared
    private final Ints starts = new Ints();
    private final Ints lengths = new Ints();
    private long[] frequencies = new long[1 << 10];

    /**
     * Beginnings that the current suffix shares with those before it, each longer than the last.
     */
    private final int[] depths;

    private final long[] weightsAt;
    private int open;

    SeedPieces(
            final Segments segments,
            final int maxLength,
            final long minFrequency,
            final Filter filter,
            final SeedRule rule) {
        this.text = segments.text();
        this.weights = segments.weights();
        this.maxLength = maxLength;
        this.minFrequency = minFrequency;
        this.filter = filter;
        this.grownByEnds = rule == SeedRule.SENTENCEPIECE;
        // With one more, the longest pieces too are seen to grow.
        this.reach = grownByEnds ? maxLength + 1 : maxLength;
        this.depths = new int[reach + 1];
        this.weightsAt = new long[reach + 1];
    }

    /** The best substrings by frequency times length, best first, at most `most`. */
    Found find(final int most) {
        final int[] order = SuffixArray.of(text, reach);
        int before = -1;
        for (final int start : order) {
            final int length = length(start);
            if (length > 0) {
                closeTo(before < 0 ? 0 : common(before, start), before);
                add(length, weights[start]);
                before = start;
            }
        }
        closeTo(0, before);
        return best(most);
    }

    /** How far a piece from here could reach, and the end of its word where that may follow. */
    private int length(final int start) {
        return common(start, start);
    }

    private int common(final int start, final int other) {
        int length = 0;
        while (length < reach && text[start + length] == text[other + length]) {
            if (text[start + length] == Segments.END) {
                return grownByEnds && length > 0 ? length + 1 : length;
            }
            length++;
        }
        return length;
    }

    /** Ends every beginning longer than `depth`; they were shared up to the suffix `last`. */
    private void closeTo(final int depth, final int last) {
        long weight = 0;
        while (open > 0 && depths[open - 1] > depth) {
            open--;
            weight += weightsAt[open];
            emit(last, depths[open], weight);
        }
        if (weight > 0 && depth > 0) {
            add(depth, weight);
        }
    }

    private void add(final int depth, final long weight) {
        if (open == 0 || depths[open - 1] < depth) {
            depths[open] = depth;
            weightsAt[open++] = 0;
        }
        weightsAt[open - 1] += weight;
    }

    private void emit(final int start, final int length, final long frequency) {
        if (length < 2
                || length > maxLength
                || text[start + length - 1] == Segments.END
                || frequency < minFrequency
                || !filter.accepts(text, start, start + length)) {
            return;
        }
        if (starts.size() == frequencies.length) {
            frequencies = Arrays.copyOf(frequencies, frequencies.length * 2);
        }
        frequencies[starts.size()] = frequency;
        starts.add(start);
        lengths.add(length);
    }

    private Found best(final int most) {
        final Integer[] order = new Integer[starts.size()];
        Arrays.setAll(order, i -> i);
        Arrays.parallelSort(
                order,
                (a, b) -> {
                    final int byScore = Long.compare(score(b), score(a));
                    return byScore != 0 ? byScore : Integer.compare(a, b);
                });
        final int count = Math.min(most, order.length);
        final Found found = new Found(new int[count], new int[count], new long[count]);
        for (int i = 0; i < count; i++) {
            found.starts[i] = starts.get(order[i]);
            found.lengths[i] = lengths.get(order[i]);
            found.scores[i] = score(order[i]);
        }
        return found;
    }

    private long score(final int candidate) {
        return frequencies[candidate] * lengths.get(candidate);
    }

    /**
     * Substrings of the segments' text.
     *
     * @param starts of each // [found]
     * @param lengths of each, in characters // [found]
     * @param scores frequency times length // [found]
     */
    record Found(int[] starts, int[] lengths, long[] scores) {
        int size() {
            return starts.length;
        }
    }
}
