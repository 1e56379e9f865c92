package io.vesalius.format;

import io.vesalius.base.BadFileException;
import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes GGUF version 3; the file appears whole or not at all. */
public final class GgufWriter {
    /** Writes a tensor's data, as many bytes as its type and shape say. */
    @FunctionalInterface
    public interface Data {
        void write(OutputStream out) throws IOException;
    }

    private record Pending(String name, DType type, long[] dims, Data data) {
        long bytes() {
            long rows = 1;
            for (int i = 1; i < dims.length; i++) {
                rows = Math.multiplyExact(rows, dims[i]);
            }
            return Math.multiplyExact(rows, type.rowBytes(dims[0]));
        }
    }

    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final List<Pending> tensors = new ArrayList<>();

    public GgufWriter put(final String key, final GgufValue value) {
        metadata.put(key, value);
        return this;
    }

    public GgufWriter put(final String key, final String value) {
        return put(key, new GgufValue.Text(value));
    }

    /** An integer of 32 bits, without a sign as most keys have it. */
    public GgufWriter put(final String key, final int value) {
        final GgufType type = value < 0 ? GgufType.INT32 : GgufType.UINT32;
        return put(key, new GgufValue.Whole(type, value));
    }

    public GgufWriter put(final String key, final float value) {
        return put(key, new GgufValue.Real(GgufType.FLOAT32, value));
    }

    public GgufWriter put(final String key, final boolean value) {
        return put(key, new GgufValue.Flag(value));
    }

    public GgufWriter put(final String key, final List<String> values) {
        return put(key, new GgufValue.Texts(List.copyOf(values)));
    }

    public GgufWriter put(final String key, final int[] values) {
        final long[] wholes = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            wholes[i] = values[i];
        }
        return put(key, new GgufValue.Wholes(GgufType.INT32, wholes));
    }

    public GgufWriter put(final String key, final float[] values) {
        final double[] reals = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            reals[i] = values[i];
        }
        return put(key, new GgufValue.Reals(GgufType.FLOAT32, reals));
    }

    /**
     * Adds a tensor.
     *
     * @param dims innermost first: a matrix is `[columns, rows]`
     * @throws IllegalArgumentException for a row that is no whole number of the type's blocks
     */
    public GgufWriter tensor(
            final String name, final DType type, final long[] dims, final Data data) {
        if (dims[0] % type.blockSize() != 0) {
            throw new IllegalArgumentException(
                    "tensor '%s' has rows of %d elements: %s needs a multiple of %d"
                            .formatted(name, dims[0], type, type.blockSize()));
        }
        tensors.add(new Pending(name, type, dims.clone(), data));
        return this;
    }

    /** Adds an F32 tensor. */
    public GgufWriter tensor(final String name, final long[] dims, final float[] values) {
        return tensor(name, DType.F32, dims, values);
    }

    /** Adds a tensor of a type that {@link BlockEncoder} writes. */
    public GgufWriter tensor(
            final String name, final DType type, final long[] dims, final float[] values) {
        return tensor(name, type, dims, out -> out.write(BlockEncoder.encode(type, values)));
    }

    /**
     * @throws BadFileException when the file can't be written; nothing is left behind then
     */
    public void write(final Path path) {
        WholeFile.write(
                path,
                channel -> {
                    final OutputStream stream = Channels.newOutputStream(channel);
                    final DataOutputStream out =
                            new DataOutputStream(new BufferedOutputStream(stream, 1 << 16));
                    writeAll(out, channel);
                    out.flush();
                });
    }

    private void writeAll(final DataOutputStream out, final FileChannel channel)
            throws IOException {
        final long alignment = alignment();
        i32(out, GgufReader.MAGIC);
        i32(out, 3);
        i64(out, tensors.size());
        i64(out, metadata.size());
        for (final Map.Entry<String, GgufValue> pair : metadata.entrySet()) {
            text(out, pair.getKey());
            value(out, pair.getValue());
        }
        long offset = 0;
        for (final Pending tensor : tensors) {
            text(out, tensor.name());
            i32(out, tensor.dims().length);
            for (final long dim : tensor.dims()) {
                i64(out, dim);
            }
            i32(out, tensor.type().ggmlId());
            i64(out, offset);
            offset = align(offset + tensor.bytes(), alignment);
        }
        for (final Pending tensor : tensors) {
            pad(out, channel, alignment);
            final long before = position(out, channel);
            tensor.data().write(out);
            final long written = position(out, channel) - before;
            if (written != tensor.bytes()) {
                throw new IllegalArgumentException(
                        "tensor '%s' wrote %d bytes of %d"
                                .formatted(tensor.name(), written, tensor.bytes()));
            }
        }
        pad(out, channel, alignment);
    }

    private long alignment() {
        return new GgufMetadata(metadata)
                .integer("general.alignment", GgufReader.DEFAULT_ALIGNMENT);
    }

    private static long position(final DataOutputStream out, final FileChannel channel)
            throws IOException {
        out.flush();
        return channel.position();
    }

    private static long align(final long offset, final long alignment) {
        return Math.ceilDiv(offset, alignment) * alignment;
    }

    private static void pad(
            final DataOutputStream out, final FileChannel channel, final long alignment)
            throws IOException {
        final long written = position(out, channel);
        out.write(new byte[(int) (align(written, alignment) - written)]);
    }

    private static void value(final DataOutputStream out, final GgufValue value)
            throws IOException {
        switch (value) {
            case GgufValue.Whole(GgufType type, long whole) -> {
                i32(out, type.ordinal());
                whole(out, type, whole);
            }
            case GgufValue.Real(GgufType type, double real) -> {
                i32(out, type.ordinal());
                real(out, type, real);
            }
            case GgufValue.Flag(boolean flag) -> {
                i32(out, GgufType.BOOL.ordinal());
                out.write(flag ? 1 : 0);
            }
            case GgufValue.Text(String string) -> {
                i32(out, GgufType.STRING.ordinal());
                text(out, string);
            }
            case GgufValue.Wholes(GgufType type, long[] wholes) -> {
                arrayHead(out, type, wholes.length);
                for (final long whole : wholes) {
                    whole(out, type, whole);
                }
            }
            case GgufValue.Reals(GgufType type, double[] reals) -> {
                arrayHead(out, type, reals.length);
                for (final double real : reals) {
                    real(out, type, real);
                }
            }
            case GgufValue.Texts(List<String> texts) -> {
                arrayHead(out, GgufType.STRING, texts.size());
                for (final String string : texts) {
                    text(out, string);
                }
            }
        }
    }

    private static void arrayHead(final DataOutputStream out, final GgufType type, final int length)
            throws IOException {
        i32(out, GgufType.ARRAY.ordinal());
        i32(out, type.ordinal());
        i64(out, length);
    }

    private static void whole(final DataOutputStream out, final GgufType type, final long value)
            throws IOException {
        switch (type.leastBytes()) {
            case 1 -> out.write((int) value);
            case 2 -> out.writeShort(Short.reverseBytes((short) value));
            case 4 -> i32(out, (int) value);
            default -> i64(out, value);
        }
    }

    private static void real(final DataOutputStream out, final GgufType type, final double value)
            throws IOException {
        if (type == GgufType.FLOAT32) {
            i32(out, Float.floatToRawIntBits((float) value));
        } else {
            i64(out, Double.doubleToRawLongBits(value));
        }
    }

    private static void text(final DataOutputStream out, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        i64(out, bytes.length);
        out.write(bytes);
    }

    private static void i32(final DataOutputStream out, final int value) throws IOException {
        out.writeInt(Integer.reverseBytes(value));
    }

    private static void i64(final DataOutputStream out, final long value) throws IOException {
        out.writeLong(Long.reverseBytes(value));
    }
}
