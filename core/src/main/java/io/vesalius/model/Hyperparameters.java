package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.Pairing;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.RopeScaling;
import io.vesalius.model.layer.RopeSpec;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What the keys mean that all families share, and the usual decoder that they describe. */
public final class Hyperparameters {
    private static final int MAX_LAYERS = 512;
    private static final int MAX_CONTEXT = 1 << 30;
    private static final double DEFAULT_THETA = 10_000;
    private static final String HEADS = "attention.head_count";
    private static final String KV_HEADS = "attention.head_count_kv";
    private static final String CONTEXT = "context_length";
    private static final String PATTERN = "attention.sliding_window_pattern";

    private final Keys keys;
    private final Function<String, Optional<List<Float>>> smallTensors;

    /**
     * @param smallTensors the values of `rope_freqs.weight`, `rope_factors_long.weight` and
     *     `rope_factors_short.weight`, where the file has them
     * @throws UnsupportedException for mixtures of experts and models without a causal mask
     */
    Hyperparameters(
            final GgufMetadata metadata,
            final Function<String, Optional<List<Float>>> smallTensors) {
        keys = Keys.of(metadata);
        this.smallTensors = smallTensors;
        refuseExperts();
        if (!keys.flag("attention.causal", true)) {
            throw keys.unsupported(
                    "attention.causal", "is false: models that see what follows can't be run");
        }
    }

    private void refuseExperts() {
        final int experts = keys.count("expert_count", 0);
        final int used = keys.count("expert_used_count", 0);
        if (used > experts) {
            throw keys.bad(
                    "expert_used_count",
                    "is %d: it must be at most '%s', %d"
                            .formatted(used, keys.name("expert_count"), experts));
        }
        if (experts > 0) {
            throw keys.unsupported(
                    "expert_count", "is %d: mixtures of experts can't be run".formatted(experts));
        }
    }

    /** The keys that only some families have. */
    Keys keys() {
        return keys;
    }

    public int hiddenSize() {
        return keys.size("embedding_length");
    }

    public int layerCount() {
        return keys.integer("block_count", 1, MAX_LAYERS);
    }

    public int headCount() {
        return keys.uniformSize(HEADS, layerCount());
    }

    private int kvHeadCount() {
        return keys.has(KV_HEADS) ? keys.uniformSize(KV_HEADS, layerCount()) : headCount();
    }

    /**
     * Positions that the model was made for.
     *
     * @throws BadFileException for none, or so many that no memory holds them; the message says
     *     what they would take
     */
    public int contextLength() {
        final long length = keys.metadata().integer(keys.name(CONTEXT));
        if (length < 1) {
            throw keys.bad(
                    CONTEXT, "is %d: it must be from 1 to %d".formatted(length, MAX_CONTEXT));
        }
        if (length > MAX_CONTEXT) {
            final BigInteger bytes =
                    BigInteger.valueOf(4L * layerCount() * kvHeadCount() * keyDim())
                            .multiply(BigInteger.valueOf(length));
            throw keys.bad(
                    CONTEXT,
                    "is %d: its keys and values need %s bytes in f16; at most %d can be run"
                            .formatted(length, bytes, MAX_CONTEXT));
        }
        return (int) length;
    }

    public int keyDim() {
        if (keys.has("attention.key_length")) {
            return keys.size("attention.key_length");
        }
        if (hiddenSize() % headCount() != 0) {
            throw keys.bad(
                    "embedding_length",
                    "is %d, which is no multiple of '%s', %d"
                            .formatted(hiddenSize(), keys.name(HEADS), headCount()));
        }
        return hiddenSize() / headCount();
    }

    /**
     * Attention over all heads, all positions visible; scores are scaled by `attention.scale`, else
     * by 1 / sqrt(keyDim).
     */
    public AttentionShape attention() {
        final int kvHeadCount = kvHeadCount();
        if (headCount() % kvHeadCount != 0) {
            throw keys.bad(
                    HEADS,
                    "is %d, which is no multiple of '%s', %d"
                            .formatted(headCount(), keys.name(KV_HEADS), kvHeadCount));
        }
        final int keyDim = keyDim();
        final int valueDim = keys.size("attention.value_length", keyDim);
        final int largest = Math.max(keyDim, valueDim);
        if ((long) headCount() * largest > Keys.MAX_SIZE) {
            throw keys.bad(
                    HEADS,
                    "is %d, and a head has %d elements: all of them together must be at most %d"
                            .formatted(headCount(), largest, Keys.MAX_SIZE));
        }
        final float named = keys.number("attention.scale", 0);
        final float scale = named == 0 ? 1f / (float) Math.sqrt(keyDim) : named;
        return new AttentionShape(headCount(), kvHeadCount, keyDim, valueDim, scale, 0, 0);
    }

    /**
     * Which layers see `attention.sliding_window` positions only, by `sliding_window_pattern`: a
     * flag for each layer (true: local), or the period of {@link Windows#every}.
     *
     * @param size the window where the file names none; 0 for none
     * @param period the family's own period
     */
    Windows windows(final int size, final int period) {
        final int window = keys.count("attention.sliding_window", size);
        if (window == 0) {
            return Windows.NONE;
        }
        final Optional<long[]> flags = keys.perLayer(PATTERN, layerCount());
        if (flags.isEmpty()) {
            return Windows.every(window, keys.count(PATTERN, period), layerCount());
        }
        final BitSet local = new BitSet();
        for (int layer = 0; layer < layerCount(); layer++) {
            local.set(layer, flags.get()[layer] != 0);
        }
        return new Windows(window, local);
    }

    /** RoPE with the file's base and scaling. */
    public RopeSpec rope(final Pairing pairing) {
        final int rotaryDim = keys.size("rope.dimension_count", keyDim());
        if (rotaryDim > keyDim() || rotaryDim % 2 != 0) {
            throw keys.bad(
                    "rope.dimension_count",
                    "is %d (a head's size where it is missing): it must be even and at most a head's %d"
                            .formatted(rotaryDim, keyDim()));
        }
        final RopeKeys scaling =
                new RopeKeys(
                        keys,
                        contextLength(),
                        rotaryDim,
                        smallTensors.apply("rope_freqs.weight"),
                        smallTensors.apply("rope_factors_long.weight"),
                        smallTensors.apply("rope_factors_short.weight"));
        return new RopeSpec(
                rotaryDim, theta("rope.freq_base", DEFAULT_THETA), pairing, scaling.scaling());
    }

    /** The RoPE of local layers: a base of their own, if the file names one, and no scaling. */
    RopeSpec localRope(final RopeSpec global, final double theta) {
        return new RopeSpec(
                global.rotaryDim(),
                theta("rope.freq_base_swa", theta),
                global.pairing(),
                new RopeScaling.None());
    }

    private double theta(final String key, final double fallback) {
        final double theta = keys.positive(key, fallback);
        if (theta <= 1) {
            throw keys.bad(key, "is %s: a base of RoPE must be over 1".formatted(theta));
        }
        return theta;
    }

    /** The usual decoder, each layer's attention as given. */
    public DecoderSpec decoder(final IntFunction<AttentionSpec> layer) {
        return new DecoderSpec(
                hiddenSize(),
                keys.uniformSize("feed_forward_length", layerCount()),
                contextLength(),
                (float) keys.positive("attention.layer_norm_rms_epsilon"),
                Activation.SILU,
                DecoderSpec.Norms.BEFORE,
                1f,
                1f,
                1f,
                0f,
                IntStream.range(0, layerCount()).mapToObj(layer).toList());
    }

    /** The usual decoder, all layers alike but for the windows that the file names. */
    public DecoderSpec decoder(
            final AttentionShape shape, final RopeSpec rope, final QueryKeyNorm norm) {
        final Windows windows = windows(0, 0);
        return decoder(
                layer -> new AttentionSpec(windows.shape(shape, layer), Optional.of(rope), norm));
    }
}
