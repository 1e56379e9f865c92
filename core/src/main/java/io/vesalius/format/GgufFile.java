package io.vesalius.format;

import io.vesalius.base.BadFileException;
import io.vesalius.base.CapacityException;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.TensorRows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An open GGUF model, of one file or many parts. Data is read by position and never mapped: a
 * mapping whose file shrinks ends the process. Closed by whoever opened it.
 */
public final class GgufFile implements AutoCloseable {
    /** Bytes of a read: a heap destination needs a buffer of this size besides. */
    private static final long CHUNK = 8 << 20;

    /** Most elements that {@link #floats} reads to the heap: more than any norm or bias has. */
    private static final long MOST_FLOATS = 16 << 20;

    private final Path path;
    private final int version;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors;
    private final List<String> warnings;
    private final List<FileChannel> parts;

    private GgufFile(
            final Path path,
            final GgufReader.Header first,
            final Map<String, GgufTensor> tensors,
            final List<String> warnings,
            final List<FileChannel> parts) {
        this.path = path;
        this.version = first.version();
        this.metadata = first.metadata();
        this.tensors = tensors;
        this.warnings = List.copyOf(warnings);
        this.parts = parts;
    }

    public static GgufFile open(final Path path) {
        return open(path, GgufLimits.DEFAULT);
    }

    /**
     * Opens a model; of a split one, any part.
     *
     * @throws BadFileException when the file, or a part, is not what it should be
     * @throws io.vesalius.base.UnsupportedException for a version, byte order or tensor type that
     *     this engine doesn't read
     * @throws CapacityException when the metadata don't fit the heap
     */
    public static GgufFile open(final Path path, final GgufLimits limits) {
        final List<FileChannel> channels = new ArrayList<>();
        try {
            return open(path, limits, channels);
        } catch (RuntimeException e) {
            channels.forEach(GgufFile::closeQuietly);
            throw e;
        } catch (OutOfMemoryError e) {
            // A header within the limits can still exceed a small heap; what it took is free again.
            channels.forEach(GgufFile::closeQuietly);
            throw new CapacityException(
                    "%s: the metadata do not fit the Java heap of %d bytes: raise it with -Xmx"
                            .formatted(path, Runtime.getRuntime().maxMemory()));
        }
    }

    private static GgufFile open(
            final Path path, final GgufLimits limits, final List<FileChannel> channels) {
        final GgufReader.Header given = header(path, limits, 0, channels);
        final GgufSplit split = GgufSplit.of(path, given.metadata(), limits.partCount());
        if (split.count() == 1) {
            return new GgufFile(
                    path, given, merge(path, List.of(given)), given.warnings(), channels);
        }
        channels.forEach(GgufFile::closeQuietly);
        channels.clear();
        final List<GgufReader.Header> headers = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();
        for (int part = 0; part < split.count(); part++) {
            final Path file = split.part(part);
            final GgufReader.Header header = header(file, limits, part, channels);
            headers.add(header);
            final GgufMetadata first = headers.getFirst().metadata();
            split.check(file, part, header.metadata(), first.integer("split.tensors.count", 0));
            header.warnings().forEach(w -> warnings.add(file.getFileName() + ": " + w));
        }
        final Map<String, GgufTensor> tensors = merge(path, headers);
        if (tensors.size() > limits.tensorCount()) {
            throw new BadFileException(
                    "%s: the parts hold %d tensors: at most %d are allowed"
                            .formatted(path, tensors.size(), limits.tensorCount()));
        }
        split.checkTotal(path, headers.getFirst().metadata(), tensors.size());
        return new GgufFile(path, headers.getFirst(), tensors, warnings, channels);
    }

    private static GgufReader.Header header(
            final Path path,
            final GgufLimits limits,
            final int part,
            final List<FileChannel> channels) {
        // A FIFO or a device would block or never end.
        if (!Files.exists(path)) {
            throw new BadFileException(path + ": no such file");
        }
        if (!Files.isRegularFile(path)) {
            final String found = Files.isDirectory(path) ? "a directory" : "no regular file";
            throw new BadFileException(path + ": this is " + found + ": a GGUF file is needed");
        }
        try {
            final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            channels.add(channel);
            final GgufInput in = new GgufInput(path, channel, channel.size(), limits.headerBytes());
            return new GgufReader(in, limits, part).read();
        } catch (IOException e) {
            throw new BadFileException(path + ": can't be opened: " + e.getMessage(), e);
        }
    }

    private static Map<String, GgufTensor> merge(
            final Path path, final List<GgufReader.Header> headers) {
        final Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        for (final GgufReader.Header header : headers) {
            for (final GgufTensor tensor : header.tensors()) {
                if (tensors.put(tensor.name(), tensor) != null) {
                    throw new BadFileException(
                            "%s: tensor '%s' stands in two parts".formatted(path, tensor.name()));
                }
            }
        }
        return tensors;
    }

    public Path path() {
        return path;
    }

    public int version() {
        return version;
    }

    public GgufMetadata metadata() {
        return metadata;
    }

    /** All tensors in the file's order. */
    public List<GgufTensor> tensors() {
        return List.copyOf(tensors.values());
    }

    public Optional<GgufTensor> tensor(final String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** What is odd about the file and does no harm. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Reads a tensor's bytes from `offset` on until the destination, native memory or a byte[], is
     * full. Any thread.
     *
     * @throws BadFileException when the file has become shorter
     * @throws IllegalArgumentException for bytes outside the tensor
     */
    public void read(final GgufTensor tensor, final long offset, final MemorySegment destination) {
        final long bytes = destination.byteSize();
        if (offset < 0 || bytes > tensor.bytes() - offset) {
            throw new IllegalArgumentException(
                    "%d bytes at %d of tensor '%s' of %d bytes"
                            .formatted(bytes, offset, tensor.name(), tensor.bytes()));
        }
        final FileChannel channel = parts.get(tensor.part());
        for (long at = 0; at < bytes; ) {
            final long count = Math.min(bytes - at, CHUNK);
            final ByteBuffer buffer = destination.asSlice(at, count).asByteBuffer();
            try {
                final int read = channel.read(buffer, tensor.offset() + offset + at);
                if (read < 0) {
                    throw new BadFileException(
                            "%s: the file became shorter while tensor '%s' was read"
                                    .formatted(path, tensor.name()));
                }
                at += read;
            } catch (IOException e) {
                throw new BadFileException(path + ": can't be read: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Rows `[firstRow, firstRow + rowCount)` of a tensor seen as a matrix of its innermost
     * dimension.
     *
     * @throws BadFileException when the tensor doesn't have these rows, or a row is too long
     */
    public TensorRows rows(final GgufTensor tensor, final int firstRow, final int rowCount) {
        if (tensor.columns() > Integer.MAX_VALUE || (long) firstRow + rowCount > tensor.rows()) {
            throw new BadFileException(
                    "%s: tensor '%s' has shape %s: rows %d to %d of up to 2^31 elements are needed"
                            .formatted(
                                    path,
                                    tensor.name(),
                                    tensor.shape(),
                                    firstRow,
                                    (long) firstRow + rowCount));
        }
        final int columns = (int) tensor.columns();
        final long rowBytes = tensor.type().rowBytes(columns);
        return new TensorRows() {
            @Override
            public String name() {
                return tensor.name();
            }

            @Override
            public DType type() {
                return tensor.type();
            }

            @Override
            public int rows() {
                return rowCount;
            }

            @Override
            public int columns() {
                return columns;
            }

            @Override
            public void read(final int first, final int count, final MemorySegment destination) {
                final long bytes = count * rowBytes;
                GgufFile.this.read(
                        tensor, (firstRow + first) * rowBytes, destination.asSlice(0, bytes));
            }
        };
    }

    /**
     * A small tensor's elements, of type F32, F16 or BF16.
     *
     * @throws BadFileException for another type, too many elements, or one that is not finite
     */
    public float[] floats(final GgufTensor tensor) {
        final long elements = tensor.bytes() / tensor.type().blockBytes();
        if (elements > MOST_FLOATS) {
            throw new BadFileException(
                    "%s: tensor '%s' has %d elements: at most %d are allowed here"
                            .formatted(path, tensor.name(), elements, MOST_FLOATS));
        }
        final int count = (int) elements;
        final float[] values = new float[count];
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment raw = arena.allocate(tensor.bytes(), 64);
            read(tensor, 0, raw);
            for (int i = 0; i < count; i++) {
                values[i] = element(tensor, raw, i);
                if (!Float.isFinite(values[i])) {
                    throw new BadFileException(
                            "%s: tensor '%s' holds %s at element %d: the file is damaged"
                                    .formatted(path, tensor.name(), values[i], i));
                }
            }
        }
        return values;
    }

    private float element(final GgufTensor tensor, final MemorySegment raw, final int i) {
        return switch (tensor.type()) {
            case F32 -> raw.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
            case F16 -> Float.float16ToFloat(raw.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i));
            case BF16 ->
                    Float.intBitsToFloat(raw.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i) << 16);
            default ->
                    throw new BadFileException(
                            "%s: tensor '%s' has type %s: F32, F16 or BF16 is needed here"
                                    .formatted(path, tensor.name(), tensor.type()));
        };
    }

    @Override
    public void close() {
        parts.forEach(GgufFile::closeQuietly);
    }

    private static void closeQuietly(final FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(GgufFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a file that was only read", e);
        }
    }
}
