package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.engine.EngineOptions;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.CacheArithmetic;
import io.vesalius.model.MemoryArithmetic;
import io.vesalius.tensor.CacheType;

import java.util.Arrays;
import java.util.List;

/**
 * What a model takes of a machine's memory.
 *
 * @param weightBytes of all tensors
 * @param machineBytes memory of the machine
 * @param contextLength the most tokens of a sequence; 0 where that isn't known
 * @param caches for each type of cache what fits beside the weights; empty where that isn't known
 * @param unknown why not; empty otherwise
 */
record ModelMemory(
        long weightBytes,
        long machineBytes,
        int contextLength,
        List<Cache> caches,
        String unknown) {
    /**
     * One type of cache.
     *
     * @param bytesPerToken of keys and values in all layers
     * @param windowedBytesPerToken the part of it that is kept only for the last tokens
     * @param largestContext tokens of a single sequence
     * @param largestBatch sequences of the whole context
     * @param sequenceBytes the most that one of these takes
     */
    record Cache(
            CacheType type,
            long bytesPerToken,
            long windowedBytesPerToken,
            int largestContext,
            int largestBatch,
            long sequenceBytes) {}

    static ModelMemory of(final GgufFile file, final CachePolicy policy, final long machineBytes) {
        try {
            final MemoryArithmetic model = MemoryArithmetic.of(file, policy);
            final long left = Math.max(0, machineBytes - model.totalWeightBytes());
            return new ModelMemory(
                    model.totalWeightBytes(),
                    machineBytes,
                    model.contextLength(),
                    Arrays.stream(CacheType.values()).map(t -> cache(model, t, left)).toList(),
                    "");
        } catch (BadFileException | UnsupportedException e) {
            return new ModelMemory(weights(file), machineBytes, 0, List.of(), reason(e));
        }
    }

    /** Memory beside the weights. */
    long leftBytes() {
        return Math.max(0, machineBytes - weightBytes);
    }

    private static Cache cache(
            final MemoryArithmetic model, final CacheType type, final long left) {
        final CacheArithmetic cache = model.cache(type, EngineOptions.DEFAULT.maxStepRows());
        return new Cache(
                type,
                cache.bytesPerToken(),
                cache.windowedBytesPerToken(),
                cache.largestContext(1, model.contextLength(), left),
                cache.largestBatch(model.contextLength(), left),
                cache.bytes(model.contextLength(), 1));
    }

    private static long weights(final GgufFile file) {
        return file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
    }

    private static String reason(final VesaliusException e) {
        return e.getMessage();
    }
}
