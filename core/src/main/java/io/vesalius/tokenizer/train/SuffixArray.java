package io.vesalius.tokenizer.train;

import java.util.Arrays;

/**
 * The suffixes of a text in the order of their first characters, by doubling the length that is
 * compared (Manber and Myers 1990) until it is enough: pieces have a longest length, so no more
 * need ever be told apart.
 */
final class SuffixArray {
    private final int[] text;
    private int[] order; // starts of suffixes
    private int[] ranks; // of each suffix; equal where the compared characters are
    private int classes;

    private SuffixArray(final int[] text) {
        this.text = text;
        this.order = new int[text.length];
        this.ranks = text.clone();
        this.classes = Arrays.stream(text).max().orElse(-1) + 1;
    }

    /**
     * @param text numbers from 0 on, few of them left out
     * @param depth how many characters decide the order
     * @return the starts of the suffixes in their order // [text]
     */
    static int[] of(final int[] text, final int depth) {
        final SuffixArray array = new SuffixArray(text);
        final int[] asTheyCome = new int[text.length];
        Arrays.setAll(asTheyCome, i -> i);
        array.sort(asTheyCome);
        for (int length = 1; length < depth; length *= 2) {
            array.sort(array.byRest(length));
            if (!array.rank(length)) {
                break;
            }
        }
        return array.order;
    }

    /** The suffixes in the order of what follows their first `length` characters. */
    private int[] byRest(final int length) {
        final int[] sorted = new int[text.length];
        int count = 0;
        for (int start = Math.max(0, text.length - length); start < text.length; start++) {
            sorted[count++] = start;
        }
        for (final int start : order) {
            if (start >= length) {
                sorted[count++] = start - length;
            }
        }
        return sorted;
    }

    /** Sorts by rank, equal ones as they come. */
    private void sort(final int[] suffixes) {
        final int[] ends = new int[classes + 1];
        for (final int rank : ranks) {
            ends[rank + 1]++;
        }
        for (int i = 0; i < classes; i++) {
            ends[i + 1] += ends[i];
        }
        final int[] sorted = new int[text.length];
        for (final int start : suffixes) {
            sorted[ends[ranks[start]]++] = start;
        }
        order = sorted;
    }

    /** Ranks by twice the length that the ranks were by; whether some are still equal. */
    private boolean rank(final int length) {
        final int[] doubled = new int[text.length];
        int rank = 0;
        for (int i = 1; i < order.length; i++) {
            final int start = order[i];
            final int before = order[i - 1];
            if (ranks[start] != ranks[before] || rest(start, length) != rest(before, length)) {
                rank++;
            }
            doubled[start] = rank;
        }
        ranks = doubled;
        classes = rank + 1;
        return classes < text.length;
    }

    private int rest(final int start, final int length) {
        return start + length < text.length ? ranks[start + length] : -1;
    }
}
