package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.Speculation;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.CacheArithmetic;
import io.vesalius.model.MemoryArithmetic;
import io.vesalius.tensor.CacheType;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a model takes of a machine's memory.
 *
 * @param weightBytes of all tensors
 * @param draftWeightBytes of all of the draft's; 0 without one
 * @param machineBytes memory of the machine
 * @param contextLength the most tokens of a sequence; 0 where that isn't known
 * @param caches for each type of cache what fits beside the weights; empty where that isn't known
 * @param unknown why not; empty otherwise
 */
record ModelMemory(
        long weightBytes,
        long draftWeightBytes,
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
     * @param draftBytesPerToken what the draft keeps of a token beside; 0 without one
     */
    record Cache(
            CacheType type,
            long bytesPerToken,
            long windowedBytesPerToken,
            int largestContext,
            int largestBatch,
            long sequenceBytes,
            long draftBytesPerToken) {}

    static ModelMemory of(final GgufFile file, final CachePolicy policy, final long machineBytes) {
        return of(file, Optional.empty(), policy, machineBytes);
    }

    /**
     * With a smaller model that guesses.
     *
     * @throws VesaliusException for a draft that can't be run, or not with this policy
     */
    static ModelMemory withDraft(
            final GgufFile file,
            final GgufFile draft,
            final CachePolicy policy,
            final long machineBytes) {
        return of(file, Optional.of(MemoryArithmetic.of(draft, policy)), policy, machineBytes);
    }

    private static ModelMemory of(
            final GgufFile file,
            final Optional<MemoryArithmetic> draft,
            final CachePolicy policy,
            final long machineBytes) {
        final long draftWeights = draft.map(MemoryArithmetic::totalWeightBytes).orElse(0L);
        try {
            final MemoryArithmetic model = MemoryArithmetic.of(file, policy);
            final long left = Math.max(0, machineBytes - model.totalWeightBytes() - draftWeights);
            return new ModelMemory(
                    model.totalWeightBytes(),
                    draftWeights,
                    machineBytes,
                    model.contextLength(),
                    Arrays.stream(CacheType.values())
                            .map(type -> cache(model, draft, type, left))
                            .toList(),
                    "");
        } catch (BadFileException | UnsupportedException e) {
            return new ModelMemory(
                    weights(file), draftWeights, machineBytes, 0, List.of(), reason(e));
        }
    }

    /** Memory beside the weights. */
    long leftBytes() {
        return Math.max(0, machineBytes - weightBytes - draftWeightBytes);
    }

    private static Cache cache(
            final MemoryArithmetic model,
            final Optional<MemoryArithmetic> draft,
            final CacheType type,
            final long left) {
        final CacheArithmetic cache = arithmetic(model, type);
        final Optional<CacheArithmetic> beside = draft.map(each -> arithmetic(each, type));
        beside.ifPresent(each -> Speculation.checkCache(cache.layout()));
        final long share = beside.map(each -> cache.share(each, left)).orElse(left);
        return new Cache(
                type,
                cache.bytesPerToken(),
                cache.windowedBytesPerToken(),
                cache.largestContext(1, model.contextLength(), share),
                cache.largestBatch(model.contextLength(), share),
                cache.bytes(model.contextLength(), 1),
                beside.map(CacheArithmetic::bytesPerToken).orElse(0L));
    }

    private static CacheArithmetic arithmetic(final MemoryArithmetic of, final CacheType type) {
        return of.cache(type, EngineOptions.DEFAULT.maxStepRows());
    }

    private static long weights(final GgufFile file) {
        return file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
    }

    private static String reason(final VesaliusException e) {
        return e.getMessage();
    }
}
