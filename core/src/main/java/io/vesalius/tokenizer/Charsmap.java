package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/**
 * SentencePiece's precompiled character map: byte sequences to their replacements, as a
 * double-array trie in the form of Darts-clone (a unit of 32 bits: the label in the low 8, a leaf
 * flag in bit 8, the offset above, shifted by 8 where bit 9 is set; a value has bit 31 set
 * elsewhere) and behind it the replacements, each ended by a zero byte.
 *
 * @param units // [nodes]
 * @param replacements UTF-8
 */
record Charsmap(int[] units, byte[] replacements) {
    private static final String KEY = "tokenizer.ggml.precompiled_charsmap";

    /** Bytes of the longest key that is looked for: where nodes make a circle, keys never end. */
    private static final int LONGEST_KEY = 256;

    /** Bytes of the longest replacement; Unicode's longest, of U+FDFA, has 33. */
    private static final int LONGEST_TEXT = 256;

    /** A match: how many bytes were read, and where in the replacements theirs starts. */
    record Match(int length, int replacement) {}

    /** The map of a file, null where it has none. */
    static @Nullable Charsmap read(final GgufMetadata metadata) {
        if (!metadata.has(KEY)) {
            return null;
        }
        if (metadata.value(KEY) instanceof GgufValue.Wholes(GgufType type, long[] bytes)
                && (type == GgufType.INT8 || type == GgufType.UINT8)) {
            return parse(bytes);
        }
        throw new BadFileException(
                "metadata key '%s' is %s: it must be an array of bytes"
                        .formatted(KEY, metadata.value(KEY).describe()));
    }

    /**
     * @throws BadFileException when the trie points outside itself, or a replacement has no end or
     *     is too long
     */
    static Charsmap parse(final long[] bytes) {
        final long size = bytes.length < 4 ? -1 : word(bytes, 0) & 0xFFFFFFFFL;
        if (size < 4 || size % 4 != 0 || size + 4 >= bytes.length) {
            throw bad("has %d bytes, which don't hold its trie and its texts", bytes.length);
        }
        final int[] units = new int[(int) (size / 4)];
        for (int i = 0; i < units.length; i++) {
            units[i] = word(bytes, 4 + 4 * i);
        }
        final byte[] replacements = new byte[bytes.length - 4 - (int) size];
        for (int i = 0; i < replacements.length; i++) {
            replacements[i] = (byte) bytes[4 + (int) size + i];
        }
        if (replacements[replacements.length - 1] != 0) {
            throw bad("ends within a text, %d bytes long", bytes.length);
        }
        final Charsmap map = new Charsmap(units, replacements);
        map.check();
        return map;
    }

    private static int word(final long[] bytes, final int at) {
        return (int)
                (bytes[at] & 0xFF
                        | (bytes[at + 1] & 0xFF) << 8
                        | (bytes[at + 2] & 0xFF) << 16
                        | (bytes[at + 3] & 0xFF) << 24);
    }

    private static BadFileException bad(final String fault, final long number) {
        return new BadFileException(KEY + " " + fault.formatted(number));
    }

    private int offset(final int node) {
        return units[node] >>> 10 << ((units[node] & 1 << 9) >>> 6);
    }

    private boolean isLeaf(final int node) {
        return (units[node] >>> 8 & 1) != 0;
    }

    private boolean hasLabel(final int node, final int label) {
        return (units[node] & 0x800000FF) == label;
    }

    /**
     * Looks at every node that a key can reach, once: it stays inside, and so does its replacement.
     * Nodes may have several parents, since equal endings of keys are stored once.
     */
    private void check() {
        final BitSet seen = new BitSet(units.length);
        final IntList bases = new IntList();
        bases.add(offset(0));
        while (bases.size() > 0) {
            final int base = bases.get(bases.size() - 1);
            bases.truncate(bases.size() - 1);
            for (int label = 1; label < 256; label++) {
                final int node = base ^ label;
                if (node >= 0 && node < units.length && hasLabel(node, label) && !seen.get(node)) {
                    seen.set(node);
                    bases.add(checkedNext(node));
                }
            }
        }
    }

    private int checkedNext(final int node) {
        final int next = node ^ offset(node);
        if (isLeaf(node)) {
            if (next < 0 || next >= units.length || !points(units[next])) {
                throw bad("has no text behind trie node %d", node);
            }
            final int start = units[next] & 0x7FFFFFFF;
            if (end(start) - start > LONGEST_TEXT) {
                throw bad("has a text of over %d bytes", LONGEST_TEXT);
            }
        }
        return next;
    }

    private boolean points(final int unit) {
        return (unit & 0x7FFFFFFF) < replacements.length;
    }

    /** The longest key that the bytes at `at` start with, or null. */
    @Nullable Match match(final byte[] text, final int at) {
        int length = 0;
        int replacement = 0;
        int base = offset(0);
        final int end = (int) Math.min(text.length, (long) at + LONGEST_KEY);
        for (int i = at; i < end && text[i] != 0; i++) {
            final int node = base ^ text[i] & 0xFF;
            if (node < 0 || node >= units.length || !hasLabel(node, text[i] & 0xFF)) {
                break;
            }
            base = node ^ offset(node);
            if (isLeaf(node)) {
                length = i + 1 - at;
                replacement = units[base] & 0x7FFFFFFF;
            }
        }
        return length == 0 ? null : new Match(length, replacement);
    }

    /** The end of the replacement that starts at an offset. */
    int end(final int replacement) {
        int end = replacement;
        while (replacements[end] != 0) {
            end++;
        }
        return end;
    }
}
