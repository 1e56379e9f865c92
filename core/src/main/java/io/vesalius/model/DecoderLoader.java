package io.vesalius.model;

import io.vesalius.format.GgufFile;
import io.vesalius.kernel.Compute;
import io.vesalius.kernel.Linear;
import io.vesalius.kernel.Matrix;
import io.vesalius.model.DecoderSpec.Norms;
import io.vesalius.model.layer.Attention;
import io.vesalius.model.layer.AttentionSpec;
import io.vesalius.model.layer.AttentionSpec.QueryKeyNorm;
import io.vesalius.model.layer.Block;
import io.vesalius.model.layer.GatedMlp;
import io.vesalius.model.layer.RmsNorm;
import io.vesalius.model.layer.Rope;
import io.vesalius.model.layer.RopeSpec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads a decoder: a family's description, and the tensors that GGUF names for it. */
public final class DecoderLoader {
    private final Tensors tensors;
    private final Compute compute;
    private final ModelOptions options;
    private final DecoderSpec spec;
    private final Map<RopeSpec, Rope> ropes = new LinkedHashMap<>();
    private final Map<RopeSpec, Rope> sinkRopes = new LinkedHashMap<>();

    private DecoderLoader(
            final Tensors tensors,
            final Compute compute,
            final ModelOptions options,
            final DecoderSpec spec) {
        this.tensors = tensors;
        this.compute = compute;
        this.options = options;
        this.spec = spec;
    }

    /**
     * Loads a model. The file may be closed afterwards; the device's memory holds the weights, and
     * the model closes the device.
     *
     * @throws io.vesalius.base.BadFileException for a key or tensor that is missing or wrong
     * @throws io.vesalius.base.UnsupportedException for an architecture, or a part of one, that
     *     can't be run
     * @throws io.vesalius.base.BadRequestException for a cache policy that doesn't fit the model
     */
    public static Model load(
            final GgufFile file, final Compute compute, final ModelOptions options) {
        final Tensors tensors = new Tensors(file, compute, options.progress());
        final DecoderSpec spec =
                Families.describe(file, tensors::values).withPolicy(options.cachePolicy());
        return new DecoderLoader(tensors, compute, options, spec).load(file);
    }

    private Model load(final GgufFile file) {
        final int vocabSize = VocabularySize.of(file);
        final Matrix embedding = tensors.matrix("token_embd.weight", vocabSize, spec.hiddenSize());
        final List<Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            blocks.add(block(layer, spec.layers().get(layer)));
        }
        final RmsNorm norm = norm("output_norm");
        final Linear output =
                tensors.has("output.weight")
                        ? tensors.linear("output", vocabSize, spec.hiddenSize())
                        : new Linear(embedding, Optional.empty());
        tensors.requireAllUsed();
        return new Decoder(
                spec,
                new DecoderWeights(
                        embedding,
                        blocks,
                        norm,
                        output,
                        List.copyOf(ropes.values()),
                        List.copyOf(sinkRopes.values())),
                compute,
                options);
    }

    private RmsNorm norm(final String name) {
        return new RmsNorm(tensors.vector(name + ".weight", spec.hiddenSize()), spec.normEpsilon());
    }

    private Optional<RmsNorm> norm(final String name, final Norms absent) {
        return spec.norms() == absent ? Optional.empty() : Optional.of(norm(name));
    }

    private Block block(final int layer, final AttentionSpec attention) {
        final String blk = "blk." + layer + ".";
        return new Block(
                layer,
                norm(blk + "attn_norm", Norms.BEHIND),
                attention(blk, attention),
                norm(blk + "post_attention_norm", Norms.BEFORE),
                norm(blk + "ffn_norm", Norms.BEHIND),
                mlp(blk),
                norm(blk + "post_ffw_norm", Norms.BEFORE),
                spec.residualScale());
    }

    private Attention attention(final String blk, final AttentionSpec attention) {
        final int queries = attention.shape().headCount() * attention.shape().keyDim();
        final int keys = attention.shape().kvHeadCount() * attention.shape().keyDim();
        final int values = attention.shape().kvHeadCount() * attention.shape().valueDim();
        final int outputs = attention.shape().headCount() * attention.shape().valueDim();
        return new Attention(
                attention.shape(),
                List.of(
                        projection(blk, "attn_q", 0, queries, queries + keys + values),
                        projection(blk, "attn_k", queries, keys, queries + keys + values),
                        projection(blk, "attn_v", queries + keys, values, queries + keys + values)),
                tensors.linear(blk + "attn_output", spec.hiddenSize(), outputs),
                headNorm(blk + "attn_q_norm", attention, queries),
                headNorm(blk + "attn_k_norm", attention, keys),
                attention.rope().map(rope -> rope(ropes, rope)),
                attention
                        .rope()
                        .filter(rope -> attention.shape().sinks() > 0)
                        .map(rope -> rope(sinkRopes, rope)));
    }

    /** A projection by itself, or its part of the fused one. */
    private Linear projection(
            final String blk, final String name, final int from, final int outputs, final int all) {
        return tensors.has(blk + "attn_qkv.weight")
                ? tensors.fused(blk + "attn_qkv", all, spec.hiddenSize(), from, outputs)
                : tensors.linear(blk + name, outputs, spec.hiddenSize());
    }

    private Optional<RmsNorm> headNorm(
            final String name, final AttentionSpec attention, final int all) {
        if (attention.norm() == QueryKeyNorm.NONE) {
            return Optional.empty();
        }
        final int width = attention.norm() == QueryKeyNorm.HEAD ? attention.shape().keyDim() : all;
        return Optional.of(
                new RmsNorm(tensors.vector(name + ".weight", width), spec.normEpsilon()));
    }

    private Rope rope(final Map<RopeSpec, Rope> among, final RopeSpec rope) {
        return among.computeIfAbsent(rope, r -> new Rope(r, compute, options.maxRows()));
    }

    private GatedMlp mlp(final String blk) {
        final int size = spec.feedForwardSize();
        final int hidden = spec.hiddenSize();
        final boolean fused =
                !tensors.has(blk + "ffn_gate.weight")
                        && tensors.hasRows(blk + "ffn_up.weight", 2 * size);
        return new GatedMlp(
                spec.activation(),
                fused
                        ? List.of(
                                tensors.fused(blk + "ffn_up", 2 * size, hidden, 0, size),
                                tensors.fused(blk + "ffn_up", 2 * size, hidden, size, size))
                        : List.of(
                                tensors.linear(blk + "ffn_gate", size, hidden),
                                tensors.linear(blk + "ffn_up", size, hidden)),
                tensors.linear(blk + "ffn_down", hidden, size));
    }
}
