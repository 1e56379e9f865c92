package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;

import java.util.Arrays;
import java.util.List;

/**
 * The merges of a BPE vocabulary: pairs of ids to the rank and the id of what they become, in an
 * open-addressed table of longs.
 */
final class MergeTable {
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final int FILTER_BITS_A_MERGE = 8;

    private final long[] table; // keys, each with its value behind it; -1 is free
    private final int mask;

    /**
     * A bit for each hash that a pair has. Most pairs of neighbours are no merge, and this small
     * table, which stays in the processor's cache, says so for most of them.
     */
    private final long[] filter;

    private final int filterShift;

    private MergeTable(final int merges) {
        table = new long[Integer.highestOneBit(Math.max(2, merges + merges / 2)) * 4];
        mask = table.length - 1;
        Arrays.fill(table, -1);
        final long bits = Math.max(64, Long.highestOneBit((long) merges * FILTER_BITS_A_MERGE));
        filter = new long[(int) (bits / Long.SIZE)];
        filterShift = Long.numberOfLeadingZeros(bits - 1);
    }

    /**
     * @param merges lines `left right`, the most important first
     * @throws BadFileException when a line isn't two tokens of the vocabulary with one space
     *     between, or together they are no token
     */
    static MergeTable read(final List<String> merges, final Vocabulary vocabulary) {
        final MergeTable table = new MergeTable(merges.size());
        final TextIndex index = vocabulary.index();
        int rank = 0;
        for (final String line : merges) {
            final int space = line.indexOf(' ');
            if (space < 1 || space + 1 == line.length() || line.indexOf(' ', space + 1) >= 0) {
                throw bad(line, rank, "must be two tokens with one space between them");
            }
            final int left = index.find(line, 0, space);
            final int right = index.find(line, space + 1, line.length());
            if (left < 0 || right < 0) {
                throw bad(line, rank, "names a token that the vocabulary lacks");
            }
            final int joined = index.find(line, 0, space, line, space + 1, line.length());
            if (joined < 0) {
                throw bad(line, rank, "makes a token that the vocabulary lacks");
            }
            if (isText(vocabulary.kinds()[joined])) {
                table.insert((long) left << 32 | right, (long) rank << 32 | joined);
            }
            rank++;
        }
        return table;
    }

    /** Markup never grows out of text, whatever the merges say. */
    private static boolean isText(final TokenKind kind) {
        return switch (kind) {
            case NORMAL, USER_DEFINED, UNUSED, BYTE -> true;
            case CONTROL, UNKNOWN -> false;
        };
    }

    private static BadFileException bad(final String line, final int rank, final String fault) {
        return new BadFileException(
                "%s has '%s' at %d: the line %s".formatted(MERGES, Words.quote(line), rank, fault));
    }

    private void insert(final long key, final long value) {
        int slot = slot(key);
        while (table[slot] != -1) {
            if (table[slot] == key) {
                return;
            }
            slot = slot + 2 & mask;
        }
        table[slot] = key;
        table[slot + 1] = value;
        final long bit = mixed(key) >>> filterShift;
        filter[(int) (bit >>> 6)] |= 1L << bit;
    }

    /** The rank and the joined id of a pair as {@link PairMerging.Pairs} give them. */
    long find(final int leftId, final int rightId) {
        final long key = (long) leftId << 32 | rightId;
        final long bit = mixed(key) >>> filterShift;
        if ((filter[(int) (bit >>> 6)] >>> bit & 1) == 0) {
            return PairMerging.NONE;
        }
        for (int slot = slot(key); table[slot] != -1; slot = slot + 2 & mask) {
            if (table[slot] == key) {
                return table[slot + 1];
            }
        }
        return PairMerging.NONE;
    }

    private int slot(final long key) {
        return (int) (mixed(key) >>> 24) & mask & -2;
    }

    private static long mixed(final long key) {
        final long mixed = (key ^ key >>> 32) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }
}
