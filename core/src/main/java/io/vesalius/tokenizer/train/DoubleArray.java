package io.vesalius.tokenizer.train;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Writes a character map as a double-array trie (Aoe 1989) in the form of Darts-clone, which
 * SentencePiece's models carry: a unit of 32 bits a node, the label in the low 8, bit 8 where a key
 * ends, from bit 10 on the exclusive-or of the node's place and its children's; the place of label
 * 0 holds a key's value with bit 31 set. Behind the units lie the replacements, each ended by a
 * zero.
 */
final class DoubleArray {
    private static final int ENDS = 1 << 8;
    private static final int VALUE = 1 << 31;
    private static final int BLOCK = 256;

    private final byte[][] keys; // ascending
    private final int[] values;
    private final BitSet bases = new BitSet(); // of nodes, never shared
    private final BitSet taken = new BitSet();
    private int[] units = new int[1 << 16];
    private int length;

    private DoubleArray(final byte[][] keys, final int[] values) {
        this.keys = keys;
        this.values = values;
    }

    /** The size of the units in bytes, the units, and the replacements. */
    static byte[] of(final Map<String, String> map) {
        final List<Map.Entry<byte[], String>> sorted =
                map.entrySet().stream()
                        .map(
                                entry ->
                                        Map.entry(
                                                entry.getKey().getBytes(StandardCharsets.UTF_8),
                                                entry.getValue()))
                        .sorted((a, b) -> Arrays.compareUnsigned(a.getKey(), b.getKey()))
                        .toList();
        final ByteArrayOutputStream texts = new ByteArrayOutputStream();
        final byte[][] keys = new byte[sorted.size()][];
        final int[] values = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = sorted.get(i).getKey();
            values[i] = texts.size();
            texts.writeBytes(sorted.get(i).getValue().getBytes(StandardCharsets.UTF_8));
            texts.write(0);
        }
        final DoubleArray array = new DoubleArray(keys, values);
        array.taken.set(0);
        array.place(0, 0, keys.length, 0);
        return array.bytes(texts.toByteArray());
    }

    private byte[] bytes(final byte[] texts) {
        final int size = (length + BLOCK - 1) / BLOCK * BLOCK;
        final ByteBuffer out =
                ByteBuffer.allocate(4 + 4 * size + texts.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(4 * size);
        for (int i = 0; i < size; i++) {
            out.putInt(i < units.length ? units[i] : 0);
        }
        return out.put(texts).array();
    }

    /** Places the children of a node, whose keys share their first `depth` bytes. */
    private void place(final int node, final int from, final int to, final int depth) {
        final int count = labelCount(from, to, depth);
        final int[] starts = new int[count + 1];
        final int[] labels = new int[count];
        int found = 0;
        for (int i = from; i < to; i++) {
            final int label = label(i, depth);
            if (i == from || label != label(i - 1, depth)) {
                starts[found] = i;
                labels[found++] = label;
            }
        }
        starts[count] = to;
        final int base = base(labels);
        bases.set(base);
        grow(base | BLOCK - 1);
        units[node] |= (node ^ base) << 10;
        for (int i = 0; i < count; i++) {
            taken.set(base ^ labels[i]);
        }
        for (int i = 0; i < count; i++) {
            final int child = base ^ labels[i];
            if (labels[i] == 0) {
                units[node] |= ENDS;
                units[child] = VALUE | values[starts[i]];
            } else {
                units[child] = labels[i];
                place(child, starts[i], starts[i + 1], depth + 1);
            }
        }
    }

    private int labelCount(final int from, final int to, final int depth) {
        int count = 1;
        for (int i = from + 1; i < to; i++) {
            count += label(i, depth) == label(i - 1, depth) ? 0 : 1;
        }
        return count;
    }

    /** The byte of a key at a depth, 0 behind its end. */
    private int label(final int key, final int depth) {
        return depth < keys[key].length ? keys[key][depth] & 0xFF : 0;
    }

    private int base(final int[] labels) {
        for (int place = taken.nextClearBit(1); ; place = taken.nextClearBit(place + 1)) {
            final int base = place ^ labels[0];
            if (!bases.get(base) && fits(base, labels)) {
                return base;
            }
        }
    }

    private boolean fits(final int base, final int[] labels) {
        for (int i = 1; i < labels.length; i++) {
            if (taken.get(base ^ labels[i])) {
                return false;
            }
        }
        return true;
    }

    private void grow(final int most) {
        length = Math.max(length, most + 1);
        if (length > units.length) {
            units = Arrays.copyOf(units, Math.max(length, units.length * 2));
        }
    }
}
