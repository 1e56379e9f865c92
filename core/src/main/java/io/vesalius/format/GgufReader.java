package io.vesalius.format;

import io.vesalius.base.UnsupportedException;
import io.vesalius.tensor.DType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one GGUF file's header: version, metadata, tensors and where their data lies. */
final class GgufReader {
    /** The letters GGUF, little-endian. */
    static final int MAGIC = 0x46554747;

    static final long DEFAULT_ALIGNMENT = 32;
    static final int MAX_NAME_BYTES = 64;

    private static final int MAX_DIMS = 4;
    private static final int MAX_KEY_BYTES = 65_535;

    /** A tensor takes at least the length of a name, a count of dims, a dim, a type, an offset. */
    private static final long LEAST_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

    /** A pair takes at least the length of a key, a letter, a type and a value. */
    private static final long LEAST_PAIR_BYTES = 8 + 1 + 4 + 1;

    /** What one file's header says. */
    record Header(
            int version, GgufMetadata metadata, List<GgufTensor> tensors, List<String> warnings) {}

    private final GgufInput in;
    private final GgufLimits limits;
    private final int part;

    GgufReader(final GgufInput in, final GgufLimits limits, final int part) {
        this.in = in;
        this.limits = limits;
        this.part = part;
    }

    Header read() {
        final int version = version();
        final long tensors = count("tensors", limits.tensorCount(), LEAST_TENSOR_BYTES);
        final long pairs = count("metadata keys", limits.keyCount(), LEAST_PAIR_BYTES);
        final GgufMetadata metadata = metadata(pairs);
        final List<GgufTensor> listed = tensors(tensors);
        final long alignment = alignment(metadata);
        final long start = Math.ceilDiv(in.position(), alignment) * alignment;
        final List<GgufTensor> placed =
                listed.stream().map(tensor -> place(tensor, start, alignment)).toList();
        return new Header(version, metadata, placed, checkLayout(placed, start, alignment));
    }

    private int version() {
        if (in.size() < 4) {
            throw in.bad(
                    "the file has %d bytes: a GGUF file begins with 'GGUF'".formatted(in.size()));
        }
        final int magic = in.i32("the magic number");
        if (magic != MAGIC) {
            throw in.bad(otherMagic(magic));
        }
        final long version = in.u32("the version");
        if (version == 2 || version == 3) {
            return (int) version;
        }
        if (Integer.reverseBytes((int) version) >= 1 && Integer.reverseBytes((int) version) <= 3) {
            throw new UnsupportedException(
                    in.bad(
                                    "this is a big-endian GGUF file: only little-endian ones can be"
                                            + " read; convert it")
                            .getMessage());
        }
        throw new UnsupportedException(
                in.bad("GGUF version %d: versions 2 and 3 can be read".formatted(version))
                        .getMessage());
    }

    private static String otherMagic(final int magic) {
        final byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (magic >> 8 * i);
        }
        final String letters = new String(bytes, StandardCharsets.ISO_8859_1);
        final String found =
                switch (letters) {
                    case "vers" -> "a Git LFS pointer: fetch the file itself with 'git lfs pull'";
                    case "<!DO", "<!do", "<htm", "<HTM", "<?xm" ->
                            "an HTML page: the download failed";
                    case "gguf" -> "'gguf' in lower case: the file is damaged";
                    case "ggml", "lmgg", "tjgg" -> "an old ggml file: convert it to GGUF";
                    default ->
                            "bytes %02x %02x %02x %02x"
                                    .formatted(bytes[0], bytes[1], bytes[2], bytes[3]);
                };
        return "not a GGUF file: it begins with " + found;
    }

    private long count(final String what, final long limit, final long leastBytes) {
        final long count = in.i64("the number of " + what);
        if (count < 0 || count > limit) {
            throw in.bad(
                    "%s %s: at most %d are allowed"
                            .formatted(Long.toUnsignedString(count), what, limit));
        }
        in.require(count * leastBytes, count + " " + what);
        return count;
    }

    private GgufMetadata metadata(final long count) {
        final Map<String, GgufValue> values = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            final String key = in.string(in.i64("a key's length"), MAX_KEY_BYTES, "key " + i);
            if (key.isEmpty() || Shown.hasControls(key)) {
                throw in.bad("key " + i + " is empty or holds control characters");
            }
            final GgufValue value = value(key, type(key));
            if (values.put(key, value) != null) {
                throw in.bad("key '" + key + "' stands twice");
            }
        }
        return new GgufMetadata(in.path() + ": ", values);
    }

    private GgufType type(final String key) {
        final long id = in.u32("the type of '" + key + "'");
        return GgufType.of(id)
                .orElseThrow(
                        () ->
                                in.bad(
                                        "key '%s' has type %d: types are 0 to %d"
                                                .formatted(key, id, GgufType.values().length - 1)));
    }

    private GgufValue value(final String key, final GgufType type) {
        final String what = "the value of '" + key + "'";
        return switch (type) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
                    new GgufValue.Whole(type, whole(type, what));
            case FLOAT32, FLOAT64 -> new GgufValue.Real(type, real(type, what));
            case BOOL -> new GgufValue.Flag(whole(type, what) == 1);
            case STRING -> new GgufValue.Text(in.string(in.i64(what), limits.stringBytes(), what));
            case ARRAY -> array(key, what);
        };
    }

    private long whole(final GgufType type, final String what) {
        return switch (type) {
            case UINT8 -> in.u8(what);
            case INT8 -> (byte) in.u8(what);
            case UINT16 -> in.i16(what) & 0xffff;
            case INT16 -> in.i16(what);
            case UINT32 -> in.u32(what);
            case INT32 -> in.i32(what);
            case UINT64 -> unsigned(in.i64(what), what);
            case INT64 -> in.i64(what);
            case BOOL -> bool(in.u8(what), what);
            default -> throw new IllegalArgumentException(type + " is no integer");
        };
    }

    private long unsigned(final long value, final String what) {
        if (value < 0) {
            throw in.bad(what + " is " + Long.toUnsignedString(value) + ": at most 2^63 - 1");
        }
        return value;
    }

    private int bool(final int value, final String what) {
        if (value > 1) {
            throw in.bad(what + " is " + value + ": a bool is 0 or 1");
        }
        return value;
    }

    private double real(final GgufType type, final String what) {
        return type == GgufType.FLOAT32
                ? Float.intBitsToFloat(in.i32(what))
                : Double.longBitsToDouble(in.i64(what));
    }

    private GgufValue array(final String key, final String what) {
        final GgufType type = type(key);
        if (type == GgufType.ARRAY) {
            throw in.bad(what + " is an array of arrays: these are not allowed");
        }
        final long length = in.i64(what);
        if (length < 0 || length > limits.arrayLength()) {
            throw in.bad(
                    "%s has %s elements: at most %d are allowed"
                            .formatted(what, Long.toUnsignedString(length), limits.arrayLength()));
        }
        in.require(length * type.leastBytes(), what);
        final int count = (int) length;
        return switch (type) {
            case STRING -> {
                final List<String> texts = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    texts.add(in.string(in.i64(what), limits.stringBytes(), what));
                }
                yield new GgufValue.Texts(List.copyOf(texts));
            }
            case FLOAT32, FLOAT64 -> {
                final double[] reals = new double[count];
                for (int i = 0; i < count; i++) {
                    reals[i] = real(type, what);
                }
                yield new GgufValue.Reals(type, reals);
            }
            default -> {
                final long[] wholes = new long[count];
                for (int i = 0; i < count; i++) {
                    wholes[i] = whole(type, what);
                }
                yield new GgufValue.Wholes(type, wholes);
            }
        };
    }

    private List<GgufTensor> tensors(final long count) {
        final List<GgufTensor> tensors = new ArrayList<>((int) count);
        final Set<String> names = new HashSet<>();
        for (long i = 0; i < count; i++) {
            final GgufTensor tensor = tensor(i);
            if (!names.add(tensor.name())) {
                throw in.bad("tensor '" + tensor.name() + "' stands twice");
            }
            tensors.add(tensor);
        }
        return tensors;
    }

    private GgufTensor tensor(final long index) {
        final String what = "the name of tensor " + index;
        final String name = in.string(in.i64(what), MAX_NAME_BYTES, what);
        if (name.isEmpty() || name.contains("../") || Shown.hasControls(name)) {
            throw in.bad(
                    "tensor %d is named %s: empty names, '../' and control characters are"
                                    .formatted(index, Shown.text(name))
                            + " not allowed");
        }
        final long dimCount = in.u32("the number of dimensions of '" + name + "'");
        if (dimCount < 1 || dimCount > MAX_DIMS) {
            throw in.bad(
                    "tensor '%s' has %d dimensions: 1 to %d are allowed"
                            .formatted(name, dimCount, MAX_DIMS));
        }
        final Long[] dims = new Long[(int) dimCount];
        long elements = 1;
        for (int d = 0; d < dims.length; d++) {
            dims[d] = in.i64("a dimension of '" + name + "'");
            if (dims[d] <= 0
                    || Math.multiplyHigh(elements, dims[d]) != 0
                    || elements * dims[d] < 0) {
                throw in.bad(
                        "tensor '%s' has dimension %d: it must be positive, and the product"
                                        .formatted(name, dims[d])
                                + " of all under 2^63");
            }
            elements *= dims[d];
        }
        final DType type = dtype(name, in.u32("the type of '" + name + "'"));
        if (dims[0] % type.blockSize() != 0) {
            throw in.bad(
                    "tensor '%s' has rows of %d elements: %s needs a multiple of %d"
                            .formatted(name, dims[0], type, type.blockSize()));
        }
        if (elements / type.blockSize() > Long.MAX_VALUE / type.blockBytes()) {
            throw in.bad("tensor '" + name + "' is larger than 2^63 bytes");
        }
        final long bytes = elements / type.blockSize() * type.blockBytes();
        final long offset = in.i64("the offset of '" + name + "'");
        return new GgufTensor(name, type, List.of(dims), part, offset, bytes);
    }

    private DType dtype(final String name, final long id) {
        return DType.ofGgml(id)
                .orElseThrow(
                        () ->
                                new UnsupportedException(
                                        in.bad(
                                                        "tensor '%s' has type number %d, which is unknown; known"
                                                                        .formatted(name, (int) id)
                                                                + " are "
                                                                + Arrays.toString(DType.values()))
                                                .getMessage()));
    }

    private long alignment(final GgufMetadata metadata) {
        if (!metadata.has("general.alignment")) {
            return DEFAULT_ALIGNMENT;
        }
        final long alignment = metadata.integer("general.alignment");
        if (alignment <= 0 || Long.bitCount(alignment) != 1 || alignment > limits.alignment()) {
            throw in.bad(
                    "general.alignment is %d: it must be a power of two up to %d"
                            .formatted(alignment, limits.alignment()));
        }
        return alignment;
    }

    private GgufTensor place(final GgufTensor tensor, final long start, final long alignment) {
        final long offset = tensor.offset();
        if (offset < 0 || offset % alignment != 0) {
            throw in.bad(
                    "tensor '%s' has offset %s: it must be a multiple of %d"
                            .formatted(tensor.name(), Long.toUnsignedString(offset), alignment));
        }
        if (start > in.size()
                || offset > in.size() - start
                || tensor.bytes() > in.size() - start - offset) {
            throw in.bad(
                    "tensor '%s' needs %d bytes at offset %d, the file has %d: the download"
                                    .formatted(
                                            tensor.name(),
                                            tensor.bytes(),
                                            offset,
                                            Math.max(0, in.size() - start))
                            + " is incomplete");
        }
        return new GgufTensor(
                tensor.name(), tensor.type(), tensor.dims(), part, start + offset, tensor.bytes());
    }

    /** Tensors may not overlap; bytes that no tensor owns are worth a warning. */
    private List<String> checkLayout(
            final List<GgufTensor> tensors, final long start, final long alignment) {
        final List<GgufTensor> sorted =
                tensors.stream().sorted(Comparator.comparingLong(GgufTensor::offset)).toList();
        long end = start;
        long unowned = 0;
        for (int i = 0; i < sorted.size(); i++) {
            final GgufTensor tensor = sorted.get(i);
            if (tensor.offset() < end && i > 0) {
                throw in.bad(
                        "tensors '%s' and '%s' overlap"
                                .formatted(sorted.get(i - 1).name(), tensor.name()));
            }
            unowned += beyondPadding(tensor.offset() - end, alignment);
            end = tensor.offset() + tensor.bytes();
        }
        final List<String> warnings = new ArrayList<>();
        if (unowned > 0) {
            warnings.add(unowned + " bytes between tensors belong to none and are ignored");
        }
        final long rest = beyondPadding(in.size() - end, alignment);
        if (rest > 0) {
            warnings.add(rest + " bytes follow the last tensor and are ignored");
        }
        return warnings;
    }

    /** A gap's bytes, where it is too long to be the padding to the next aligned place. */
    private static long beyondPadding(final long gap, final long alignment) {
        return gap < alignment ? 0 : gap;
    }
}
