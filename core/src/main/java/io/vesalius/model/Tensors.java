package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Linear;
import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Vector;
import io.vesalius.tensor.DType;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * A file's tensors, loaded by name with the shape that the model gives them. It keeps count of what
 * was used: a tensor that nobody asked for would have changed the answer.
 */
final class Tensors {
    private final GgufFile file;
    private final Compute compute;
    private final LongConsumer progress;
    private final Set<String> used = new HashSet<>();

    /**
     * @param progress told the bytes of each tensor when it is loaded
     */
    Tensors(final GgufFile file, final Compute compute, final LongConsumer progress) {
        this.file = file;
        this.compute = compute;
        this.progress = progress;
    }

    boolean has(final String name) {
        return file.tensor(name).isPresent();
    }

    /** A vector `[length]`. */
    Vector vector(final String name, final int length) {
        final GgufTensor tensor = require(name, List.of((long) length));
        final Vector vector = compute.vector(file.floats(tensor));
        progress.accept(tensor.bytes());
        return vector;
    }

    /** The values of a small tensor, if the file has it. */
    Optional<List<Float>> values(final String name) {
        final Optional<List<Float>> values = values(file, name);
        values.ifPresent(found -> used.add(name));
        return values;
    }

    /** The values of a small tensor of a file, if it has it. */
    static Optional<List<Float>> values(final GgufFile file, final String name) {
        return file.tensor(name)
                .map(
                        tensor -> {
                            final float[] values = file.floats(tensor);
                            final Float[] boxed = new Float[values.length];
                            Arrays.setAll(boxed, i -> values[i]);
                            return List.of(boxed);
                        });
    }

    /** Whether a tensor is there and has so many rows. */
    boolean hasRows(final String name, final int rows) {
        return file.tensor(name).filter(tensor -> tensor.rows() == rows).isPresent();
    }

    /** A matrix `[outputs, inputs]`. */
    Matrix matrix(final String name, final int outputs, final int inputs) {
        return part(name, outputs, inputs, 0, outputs);
    }

    /** Rows `[from, from + count)` of a matrix `[outputs, inputs]`. */
    private Matrix part(
            final String name,
            final int outputs,
            final int inputs,
            final int from,
            final int count) {
        final GgufTensor tensor = require(name, List.of((long) inputs, (long) outputs));
        if (!tensor.type().isWeightType()) {
            throw new UnsupportedException(
                    "%s: tensor '%s' has type %s, which can't be multiplied with; these can: %s"
                            .formatted(file.path(), name, tensor.type(), weightTypes()));
        }
        final Matrix matrix = compute.matrix(file.rows(tensor, from, count));
        progress.accept(tensor.bytes() * count / outputs);
        return matrix;
    }

    private static String weightTypes() {
        return Arrays.stream(DType.values())
                .filter(DType::isWeightType)
                .map(DType::name)
                .collect(Collectors.joining(", "));
    }

    /** A matrix `name.weight` and, where the file has it, a bias `name.bias`. */
    Linear linear(final String name, final int outputs, final int inputs) {
        return fused(name, outputs, inputs, 0, outputs);
    }

    /** Outputs `[from, from + count)` of a matrix that holds several. */
    Linear fused(
            final String name,
            final int outputs,
            final int inputs,
            final int from,
            final int count) {
        final Matrix weight = part(name + ".weight", outputs, inputs, from, count);
        if (!has(name + ".bias")) {
            return new Linear(weight, Optional.empty());
        }
        final GgufTensor bias = require(name + ".bias", List.of((long) outputs));
        final float[] values = Arrays.copyOfRange(file.floats(bias), from, from + count);
        return new Linear(weight, Optional.of(compute.vector(values)));
    }

    private GgufTensor require(final String name, final List<Long> dims) {
        final GgufTensor tensor =
                file.tensor(name)
                        .orElseThrow(
                                () ->
                                        new BadFileException(
                                                "%s: tensor '%s' is missing, and the model needs it"
                                                        .formatted(file.path(), name)));
        if (!tensor.dims().equals(dims)) {
            throw new BadFileException(
                    "%s: tensor '%s' has shape %s: the metadata ask for %s"
                            .formatted(file.path(), name, tensor.shape(), dims.reversed()));
        }
        used.add(name);
        return tensor;
    }

    /**
     * @throws UnsupportedException when a tensor was not used: the model has a part that this
     *     engine doesn't know
     */
    void requireAllUsed() {
        for (final GgufTensor tensor : file.tensors()) {
            // Precomputed by old converters; the same frequencies follow from the metadata.
            if (!used.contains(tensor.name()) && !tensor.name().contains("rot_embd")) {
                throw new UnsupportedException(
                        "%s: tensor '%s' belongs to no part of a '%s' model that can be run"
                                .formatted(
                                        file.path(),
                                        tensor.name(),
                                        file.metadata().string("general.architecture")));
            }
        }
    }
}
