package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeSpec;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A file's numbers under its architecture's prefix, each checked as it is read, with the keys that
 * families share.
 */
public final class Hyperparameters {
    private static final int MAX_LAYERS = 512;
    private static final int MAX_SIZE = 1 << 24;
    private static final int MAX_CONTEXT = 1 << 30;

    private final GgufMetadata metadata;
    private final String prefix;
    private final Optional<List<Float>> longDivisors;
    private final Optional<List<Float>> shortDivisors;
    private final Optional<List<Float>> divisors;

    /**
     * @param ropeTensors the small tensors of frequency divisors: `rope_freqs.weight`,
     *     `rope_factors_long.weight` and `rope_factors_short.weight`, where the file has them
     */
    Hyperparameters(
            final GgufMetadata metadata,
            final java.util.function.Function<String, Optional<List<Float>>> ropeTensors) {
        this.metadata = metadata;
        prefix = metadata.string("general.architecture") + ".";
        divisors = ropeTensors.apply("rope_freqs.weight");
        longDivisors = ropeTensors.apply("rope_factors_long.weight");
        shortDivisors = ropeTensors.apply("rope_factors_short.weight");
        if (metadata.integer(prefix + "expert_count", 0) > 0) {
            throw new UnsupportedException(
                    "metadata key '%sexpert_count' is %d: mixtures of experts can't be run yet"
                            .formatted(prefix, metadata.integer(prefix + "expert_count")));
        }
    }

    public boolean has(final String key) {
        return metadata.has(prefix + key);
    }

    /** A positive integer. */
    public int size(final String key) {
        return metadata.integer(prefix + key, 1, MAX_SIZE);
    }

    public int size(final String key, final int fallback) {
        return has(key) ? size(key) : fallback;
    }

    /** A count that may be 0. */
    public int count(final String key, final int fallback) {
        return has(key) ? metadata.integer(prefix + key, 0, MAX_CONTEXT) : fallback;
    }

    /** A finite number. */
    public float number(final String key, final float fallback) {
        return (float) metadata.number(prefix + key, fallback);
    }

    /** A positive, finite number. */
    public double positive(final String key, final double fallback) {
        final double value = metadata.number(prefix + key, fallback);
        if (!(value > 0)) {
            throw new BadFileException(
                    "metadata key '%s%s' is %s: it must be positive".formatted(prefix, key, value));
        }
        return value;
    }

    public String string(final String key, final String fallback) {
        return metadata.string(prefix + key, fallback);
    }

    public int hiddenSize() {
        return size("embedding_length");
    }

    public int layerCount() {
        return metadata.integer(prefix + "block_count", 1, MAX_LAYERS);
    }

    public int headCount() {
        return size("attention.head_count");
    }

    public int contextLength() {
        return metadata.integer(prefix + "context_length", 1, MAX_CONTEXT);
    }

    /** The window of sliding-window attention, 0 for none. */
    public int window() {
        return count("attention.sliding_window", 0);
    }

    public int keyDim() {
        if (has("attention.key_length")) {
            return size("attention.key_length");
        }
        if (hiddenSize() % headCount() != 0) {
            throw new BadFileException(
                    "'%sembedding_length' is %d, which is no multiple of '%sattention.head_count', %d"
                            .formatted(prefix, hiddenSize(), prefix, headCount()));
        }
        return hiddenSize() / headCount();
    }

    /** Attention over all heads with the scale 1 / sqrt(keyDim), all positions visible. */
    public AttentionShape attention() {
        final int kvHeadCount = size("attention.head_count_kv", headCount());
        if (headCount() % kvHeadCount != 0) {
            throw new BadFileException(
                    "'%sattention.head_count' is %d, which is no multiple of"
                                    .formatted(prefix, headCount())
                            + " '%sattention.head_count_kv', %d".formatted(prefix, kvHeadCount));
        }
        final int keyDim = keyDim();
        final int valueDim = size("attention.value_length", keyDim);
        final float scale = 1f / (float) Math.sqrt(keyDim);
        return new AttentionShape(headCount(), kvHeadCount, keyDim, valueDim, scale, 0, 0);
    }

    /** RoPE with the file's base and scaling. */
    public RopeSpec rope(final Pairing pairing) {
        final int rotaryDim = size("rope.dimension_count", keyDim());
        if (rotaryDim > keyDim() || rotaryDim % 2 != 0) {
            throw new BadFileException(
                    "metadata key '%srope.dimension_count' is %d: it must be even and at most %d"
                            .formatted(prefix, rotaryDim, keyDim()));
        }
        final double theta = positive("rope.freq_base", 10_000);
        return new RopeSpec(
                rotaryDim,
                theta,
                pairing,
                new RopeKeys(this, rotaryDim, divisors, longDivisors, shortDivisors).scaling());
    }

    /** The usual decoder, each layer's attention as given. */
    public DecoderSpec decoder(final IntFunction<AttentionSpec> layer) {
        return new DecoderSpec(
                hiddenSize(),
                size("feed_forward_length"),
                contextLength(),
                (float) positive("attention.layer_norm_rms_epsilon", Double.NaN),
                Activation.SILU,
                DecoderSpec.Norms.BEFORE,
                1f,
                1f,
                1f,
                0f,
                IntStream.range(0, layerCount()).mapToObj(layer).toList());
    }

    /** The usual decoder, all layers alike. */
    public DecoderSpec decoder(
            final AttentionShape shape, final RopeSpec rope, final QueryKeyNorm norm) {
        final AttentionSpec attention = new AttentionSpec(shape, Optional.of(rope), norm);
        return decoder(layer -> attention);
    }
}
