package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.VesaliusException;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.format.GgufWriter;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModel;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A small model's keys and tensors, to be changed one by one and loaded from a file. */
final class ModelDraft {
    private record Tensor(DType type, long[] dims, byte[] bytes) {}

    private final Path folder;
    private final Map<String, GgufValue> keys = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    ModelDraft(final Path folder, final SmallModel model) {
        this.folder = folder;
        try (GgufFile file = GgufFile.open(model.writeTo(folder))) {
            for (final String key : file.metadata().keys()) {
                keys.put(key, file.metadata().value(key));
            }
            for (final GgufTensor tensor : file.tensors()) {
                final byte[] bytes = new byte[(int) tensor.bytes()];
                file.read(tensor, 0, MemorySegment.ofArray(bytes));
                final long[] dims = tensor.dims().stream().mapToLong(Long::longValue).toArray();
                tensors.put(tensor.name(), new Tensor(tensor.type(), dims, bytes));
            }
        }
    }

    Map<String, GgufValue> keys() {
        return keys;
    }

    List<String> tensorNames() {
        return List.copyOf(tensors.keySet());
    }

    ModelDraft without(final String key) {
        keys.remove(key);
        return this;
    }

    ModelDraft with(final String key, final GgufValue value) {
        keys.put(key, value);
        return this;
    }

    ModelDraft with(final String key, final String value) {
        return with(key, new GgufValue.Text(value));
    }

    ModelDraft with(final String key, final long value) {
        final boolean small = value == (value & 0xffffffffL);
        return with(key, new GgufValue.Whole(small ? GgufType.UINT32 : GgufType.INT64, value));
    }

    ModelDraft with(final String key, final double value) {
        return with(key, new GgufValue.Real(GgufType.FLOAT32, value));
    }

    ModelDraft withoutTensor(final String name) {
        tensors.remove(name);
        return this;
    }

    /** A tensor of zeros, new or instead of another. */
    ModelDraft withTensor(final String name, final DType type, final long... dims) {
        long rows = 1;
        for (int i = 1; i < dims.length; i++) {
            rows *= dims[i];
        }
        final byte[] zeros = new byte[(int) (rows * type.rowBytes(dims[0]))];
        tensors.put(name, new Tensor(type, dims, zeros));
        return this;
    }

    /** One byte of a tensor set to another value. */
    ModelDraft withByte(final String name, final int at, final int value) {
        tensors.get(name).bytes()[at] = (byte) value;
        return this;
    }

    Path path() {
        return folder.resolve("draft.gguf");
    }

    private GgufFile open() {
        final GgufWriter writer = new GgufWriter();
        keys.forEach(writer::put);
        tensors.forEach(
                (name, tensor) ->
                        writer.tensor(
                                name,
                                tensor.type(),
                                tensor.dims(),
                                out -> out.write(tensor.bytes())));
        writer.write(path());
        return GgufFile.open(path());
    }

    /** What the keys say, without loading. */
    DecoderSpec describe() {
        return from(file -> Families.describe(file, name -> Tensors.values(file, name)));
    }

    /** Something of the opened file. */
    <T> T from(final Function<GgufFile, T> reading) {
        try (GgufFile file = open()) {
            return reading.apply(file);
        }
    }

    /** Loads all weights and lets them go. */
    void load() {
        try (GgufFile file = open();
                WorkerTeam team = new WorkerTeam(1);
                CpuCompute compute = new CpuCompute(new Definition(), team)) {
            DecoderLoader.load(file, compute, ModelOptions.DEFAULT.withMaxRows(16));
        }
    }

    /** Loading it fails with this type and, behind the file's path, this message. */
    void isRefused(final Class<? extends VesaliusException> type, final String message) {
        assertThatThrownBy(this::load).isInstanceOf(type).hasMessage(path() + ": " + message);
    }
}
