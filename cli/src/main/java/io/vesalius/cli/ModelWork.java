package io.vesalius.cli;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model's matrices make a step do.
 *
 * @param fileBytes of all tensors
 * @param stepBytes of the weights that a step reads: all but an embedding that isn't the output too
 * @param products multiplications with weights for a token within a prompt: without the output,
 *     which only the last one needs
 * @param mainType of most of the bytes, among those whose peak can be measured
 */
record ModelWork(long fileBytes, long stepBytes, long products, DType mainType) {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String OUTPUT = "output.weight";

    static ModelWork of(final GgufFile file) {
        final boolean tied = file.tensor(OUTPUT).isEmpty();
        final List<GgufTensor> read =
                file.tensors().stream().filter(t -> tied || !t.name().equals(EMBEDDING)).toList();
        return new ModelWork(
                weightBytes(file),
                read.stream().mapToLong(GgufTensor::bytes).sum(),
                file.tensors().stream()
                        .filter(t -> t.dims().size() > 1)
                        .filter(t -> !t.name().equals(EMBEDDING) && !t.name().equals(OUTPUT))
                        .mapToLong(t -> t.columns() * t.rows())
                        .sum(),
                mainType(read));
    }

    static long weightBytes(final GgufFile file) {
        return file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
    }

    private static DType mainType(final List<GgufTensor> tensors) {
        final Map<DType, Long> bytes = new TreeMap<>();
        tensors.forEach(t -> bytes.merge(t.type(), t.bytes(), Long::sum));
        return bytes.entrySet().stream()
                .filter(entry -> BlockEncoder.encodes(entry.getKey()))
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElse(DType.Q8_0);
    }
}
