package io.vesalius.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing list of bytes. */
final class ByteList {
    private byte[] values;
    private int size;

    ByteList(final int expected) {
        values = new byte[Math.max(16, expected)];
    }

    /** Appends the bytes from `from` to `to` of some others. */
    void add(final byte[] bytes, final int from, final int to) {
        final int end = Math.addExact(size, to - from);
        if (end > values.length) {
            values = Arrays.copyOf(values, Math.max(end, Math.addExact(size, size)));
        }
        for (int i = from; i < to; i++) {
            values[size++] = bytes[i]; // tokens are short: sooner done than a copy is called
        }
    }

    /** As text; each maximal part of what is no UTF-8 is one U+FFFD, as when it is streamed. */
    String utf8() {
        final String text = new String(values, 0, size, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : assembled();
    }

    /** The JDK counts some parts otherwise. */
    private String assembled() {
        final Utf8Assembler assembler = new Utf8Assembler();
        final StringBuilder text = new StringBuilder();
        assembler.push(values, 0, size, text);
        assembler.finish(text);
        return text.toString();
    }
}
