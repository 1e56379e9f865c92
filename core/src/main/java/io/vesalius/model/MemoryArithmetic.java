package io.vesalius.model;

import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.kv.LayerCache;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model takes of memory, from its file's keys and tensor list alone.
 *
 * @param weightBytes bytes of all tensors of each type, as the file has them
 * @param contextLength the most tokens of a sequence: positions that the model was made for, or
 *     more where the cache forgets
 * @param layers what each layer keeps of a token
 */
public record MemoryArithmetic(
        SortedMap<DType, Long> weightBytes, int contextLength, List<LayerCache> layers) {
    /** Of a model whose cache keeps everything. */
    public static MemoryArithmetic of(final GgufFile file) {
        return of(file, CachePolicy.EVERYTHING);
    }

    /**
     * @param policy what its queries see
     * @throws io.vesalius.base.BadFileException for a key that is missing or makes no sense
     * @throws io.vesalius.base.UnsupportedException for an architecture that can't be run; its
     *     {@link #weightBytes(GgufFile)} are known all the same
     * @throws io.vesalius.base.BadRequestException for a policy that doesn't fit the model
     */
    public static MemoryArithmetic of(final GgufFile file, final CachePolicy policy) {
        final DecoderSpec spec =
                Families.describe(file, name -> Tensors.values(file, name)).withPolicy(policy);
        return new MemoryArithmetic(
                weightBytes(file),
                policy.longestSequence(spec.contextLength()),
                spec.layers().stream().map(AttentionSpec::cache).toList());
    }

    /** Bytes of a file's tensors by type. */
    public static SortedMap<DType, Long> weightBytes(final GgufFile file) {
        final SortedMap<DType, Long> bytes = new TreeMap<>();
        for (final GgufTensor tensor : file.tensors()) {
            bytes.merge(tensor.type(), tensor.bytes(), Math::addExact);
        }
        return Collections.unmodifiableSortedMap(bytes);
    }

    /** Bytes of all weights. */
    public long totalWeightBytes() {
        return weightBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The arithmetic of its cache.
     *
     * @param stepRows the most tokens of a sequence in one step
     */
    public CacheArithmetic cache(final CacheType type, final int stepRows) {
        return new CacheArithmetic(CacheLayout.of(layers, type), stepRows);
    }
}
