package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;

import java.util.Arrays;

/**
 * Token texts to ids, for the time of loading: an open-addressed table of ids under the polynomial
 * hash of String, which lets the hash of a merge's result be computed from those of its halves.
 */
final class TextIndex {
    private final String[] texts;
    private final int[] table;
    private final int mask;
    private final int shift;

    /**
     * @throws BadFileException when two tokens have the same text; empty texts never match and may
     *     repeat
     */
    TextIndex(final String[] texts) {
        this.texts = texts;
        this.table = new int[Integer.highestOneBit(Math.max(1, texts.length)) * 4];
        this.mask = table.length - 1;
        this.shift = Integer.numberOfLeadingZeros(mask);
        Arrays.fill(table, -1);
        for (int id = 0; id < texts.length; id++) {
            if (!texts[id].isEmpty()) {
                insert(id);
            }
        }
    }

    private void insert(final int id) {
        int slot = slot(texts[id].hashCode());
        while (table[slot] >= 0) {
            if (texts[table[slot]].equals(texts[id])) {
                throw new BadFileException(
                        "tokenizer.ggml.tokens has '%s' twice, at %d and %d: every token must differ"
                                .formatted(Words.quote(texts[id]), table[slot], id));
            }
            slot = slot + 1 & mask;
        }
        table[slot] = id;
    }

    /** The id of a text, or -1. */
    int find(final String text) {
        return find(text, 0, text.length(), text, 0, 0);
    }

    /** The id of one range of characters, or -1. */
    int find(final String text, final int from, final int to) {
        return find(text, from, to, text, 0, 0);
    }

    /** The id of two ranges of characters joined, or -1. */
    int find(
            final String left,
            final int leftFrom,
            final int leftTo,
            final String right,
            final int rightFrom,
            final int rightTo) {
        final int leftLength = leftTo - leftFrom;
        final int length = leftLength + rightTo - rightFrom;
        final int hash = hash(hash(0, left, leftFrom, leftTo), right, rightFrom, rightTo);
        for (int slot = slot(hash); table[slot] >= 0; slot = slot + 1 & mask) {
            final String candidate = texts[table[slot]];
            if (candidate.length() == length
                    && candidate.regionMatches(0, left, leftFrom, leftLength)
                    && candidate.regionMatches(leftLength, right, rightFrom, rightTo - rightFrom)) {
                return table[slot];
            }
        }
        return -1;
    }

    private static int hash(final int seed, final String text, final int from, final int to) {
        int hash = seed;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    private int slot(final int hash) {
        return hash * 0x9E3779B9 >>> shift;
    }
}
