package io.vesalius.x86.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of a piece of code, its constants behind them, and the distances left open. */
final class CodeBuffer {
    private static final int ALIGNMENT = 64;

    /** Four bytes at `at` that become the distance from `end` to `target` + `displacement`. */
    private record Distance(int at, int end, Label target, int displacement) {}

    /** Constants that compare by their values, so that equal ones are kept once. */
    private record Constants(List<Integer> words) {}

    private final List<Distance> distances = new ArrayList<>();
    private final Map<Constants, Label> constants = new LinkedHashMap<>();
    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    void put(final int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
    }

    void put32(final int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            put(value >> shift);
        }
    }

    void put64(final long value) {
        put32((int) value);
        put32((int) (value >> 32));
    }

    /** Leaves room for a distance, counted from `trailing` bytes behind it. */
    void distance(final Label target, final int displacement, final int trailing) {
        distances.add(new Distance(size, size + 4 + trailing, target, displacement));
        put32(0);
    }

    /** Constants of 4 bytes each behind the code, at a multiple of 64 bytes. */
    Label constants(final int... words) {
        final Constants key = new Constants(Arrays.stream(words).boxed().toList());
        return constants.computeIfAbsent(key, k -> new Label());
    }

    byte[] finish() {
        constants.forEach(
                (key, label) -> {
                    while (size % ALIGNMENT != 0) {
                        put(0xcc);
                    }
                    label.place(size);
                    key.words().forEach(this::put32);
                });
        for (final Distance d : distances) {
            int value = d.target().position() + d.displacement() - d.end();
            for (int i = 0; i < 4; i++) {
                bytes[d.at() + i] = (byte) value;
                value >>= 8;
            }
        }
        return Arrays.copyOf(bytes, size);
    }
}
