package io.vesalius.model.random;

import io.vesalius.format.GgufWriter;
import io.vesalius.model.random.WeightMix.Place;
import io.vesalius.model.random.WeightMix.Role;
import io.vesalius.tensor.DType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * A decoder of the Llama family with random weights. Their size is that of trained models at the
 * start of their training, so that activations stay as large as they are: projections keep the size
 * of what comes in, and those that are added to the stream are smaller the more layers there are
 * (Radford et al. 2019, section 2.3).
 *
 * @param pure every matrix in the mix's main type, not only most
 * @param seed of the weights
 */
public record RandomModel(DecoderShape shape, WeightMix mix, boolean pure, long seed) {
    private static final float NORM_DEVIATION = 0.1f;
    private static final float EPSILON = 1e-5f;
    private static final float ROPE_BASE = 10_000f;

    /**
     * What a matrix or norm is to become.
     *
     * @param dims innermost first
     */
    private record Planned(String name, DType type, long[] dims, float mean, float deviation) {
        long count() {
            return dims.length == 1 ? dims[0] : dims[0] * dims[1];
        }

        long bytes() {
            return type.rowBytes(count());
        }
    }

    /** Elements of all tensors. */
    public long parameters() {
        return plan().stream().mapToLong(Planned::count).sum();
    }

    /** Bytes of all tensors. */
    public long bytes() {
        return plan().stream().mapToLong(Planned::bytes).sum();
    }

    /** Types of matrices, each once, in the order in which they come. */
    public List<DType> types() {
        return plan().stream()
                .filter(tensor -> tensor.dims().length > 1)
                .map(Planned::type)
                .distinct()
                .toList();
    }

    /**
     * Writes it.
     *
     * @param progress gets the bytes of each tensor that is written
     * @throws io.vesalius.base.BadFileException when the file can't be written; nothing is left
     */
    public void write(final Path path, final LongConsumer progress) {
        final GgufWriter writer = new GgufWriter();
        describe(writer);
        new MadeUpVocabulary(shape.vocabSize()).describe(writer);
        final SplittableRandom seeds = new SplittableRandom(seed);
        for (final Planned tensor : plan()) {
            final RandomTensor data =
                    new RandomTensor(
                            tensor.type(),
                            tensor.count(),
                            tensor.mean(),
                            tensor.deviation(),
                            seeds.nextLong());
            writer.tensor(
                    tensor.name(),
                    tensor.type(),
                    tensor.dims(),
                    out -> {
                        data.write(out);
                        progress.accept(tensor.bytes());
                    });
        }
        writer.write(path);
    }

    private void describe(final GgufWriter writer) {
        writer.put("general.architecture", "llama")
                .put("general.name", "random weights, seed " + seed)
                .put("general.file_type", mix.fileType())
                .put("llama.block_count", shape.layers())
                .put("llama.context_length", shape.context())
                .put("llama.embedding_length", shape.hidden())
                .put("llama.feed_forward_length", shape.feedForward())
                .put("llama.attention.head_count", shape.heads())
                .put("llama.attention.head_count_kv", shape.kvHeads())
                .put("llama.attention.key_length", shape.headDim())
                .put("llama.attention.value_length", shape.headDim())
                .put("llama.attention.layer_norm_rms_epsilon", EPSILON)
                .put("llama.rope.dimension_count", shape.headDim())
                .put("llama.rope.freq_base", ROPE_BASE)
                .put("llama.vocab_size", shape.vocabSize());
    }

    private List<Planned> plan() {
        final List<Planned> tensors = new ArrayList<>();
        final Role embedding = shape.tied() ? Role.OUTPUT : Role.EMBEDDING;
        tensors.add(matrix("token_embd", embedding, 0, shape.vocabSize(), shape.hidden()));
        for (int layer = 0; layer < shape.layers(); layer++) {
            tensors.addAll(layer(layer));
        }
        tensors.add(norm("output_norm"));
        if (!shape.tied()) {
            tensors.add(matrix("output", Role.OUTPUT, 0, shape.vocabSize(), shape.hidden()));
        }
        return tensors;
    }

    private List<Planned> layer(final int layer) {
        final String blk = "blk.%d.".formatted(layer);
        final int hidden = shape.hidden();
        final int ffn = shape.feedForward();
        return List.of(
                norm(blk + "attn_norm"),
                matrix(blk + "attn_q", Role.OTHER, layer, shape.queryWidth(), hidden),
                matrix(blk + "attn_k", Role.OTHER, layer, shape.kvWidth(), hidden),
                matrix(blk + "attn_v", Role.VALUE, layer, shape.kvWidth(), hidden),
                added(matrix(blk + "attn_output", Role.OTHER, layer, hidden, shape.queryWidth())),
                norm(blk + "ffn_norm"),
                matrix(blk + "ffn_gate", Role.OTHER, layer, ffn, hidden),
                matrix(blk + "ffn_up", Role.OTHER, layer, ffn, hidden),
                added(matrix(blk + "ffn_down", Role.DOWN, layer, hidden, ffn)));
    }

    /** `[outputs, inputs]`. */
    private Planned matrix(
            final String name,
            final Role role,
            final int layer,
            final int outputs,
            final int inputs) {
        final DType type =
                pure
                        ? WeightMix.fitting(mix.main(), inputs)
                        : mix.typeOf(new Place(role, layer, shape.layers(), inputs), shape);
        return new Planned(
                name + ".weight",
                type,
                new long[] {inputs, outputs},
                0,
                (float) (1 / Math.sqrt(inputs)));
    }

    /** A matrix whose product is added to the stream, twice a layer. */
    private Planned added(final Planned m) {
        final float factor = (float) (1 / Math.sqrt(2 * shape.layers()));
        return new Planned(m.name(), m.type(), m.dims(), m.mean(), m.deviation() * factor);
    }

    private Planned norm(final String name) {
        return new Planned(
                name + ".weight", DType.F32, new long[] {shape.hidden()}, 1, NORM_DEVIATION);
    }
}
