package io.vesalius.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes of a GGUF file put down one by one, wrong ones too. */
final class GgufDraft {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A version 3 file that claims so many tensors and metadata pairs. */
    static GgufDraft claiming(final long tensors, final long pairs) {
        return new GgufDraft().raw("GGUF").i32(3).i64(tensors).i64(pairs);
    }

    GgufDraft raw(final String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    GgufDraft raw(final byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    GgufDraft i32(final int value) {
        return raw(little(4).putInt(value).array());
    }

    GgufDraft i64(final long value) {
        return raw(little(8).putLong(value).array());
    }

    GgufDraft text(final String text) {
        return i64(text.getBytes(StandardCharsets.UTF_8).length).raw(text);
    }

    /** A key and its value's type; the value follows. */
    GgufDraft key(final String key, final GgufType type) {
        return text(key).i32(type.ordinal());
    }

    GgufDraft tensor(final String name, final int type, final long offset, final long... dims) {
        text(name).i32(dims.length);
        for (final long dim : dims) {
            i64(dim);
        }
        return i32(type).i64(offset);
    }

    /** Zeros up to the next multiple of 32, then so many bytes of data. */
    GgufDraft data(final int count) {
        return raw(new byte[Math.floorMod(-bytes.size(), 32)]).raw(new byte[count]);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private static ByteBuffer little(final int count) {
        return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
