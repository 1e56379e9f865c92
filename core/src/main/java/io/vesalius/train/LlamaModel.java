package io.vesalius.train;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufTensor;
import io.vesalius.format.GgufWriter;
import io.vesalius.tensor.BlockEncoder;
import io.vesalius.tensor.DType;

import java.util.Arrays;
import java.util.List;

/** A Llama whose parameters lie on the heap: to be trained, or to teach. */
public final class LlamaModel {
    private static final String LLAMA = "llama.";
    private static final int LARGEST = 1 << 16;

    private final Weights weights;

    private LlamaModel(final Weights weights) {
        this.weights = weights;
    }

    /** A new one, that has learnt nothing. */
    public static LlamaModel random(final LlamaShape shape, final long seed) {
        return new LlamaModel(Weights.random(shape, seed));
    }

    /**
     * A new one of another vocabulary that begins with this one's layers, so that it need not learn
     * again what doesn't hang on the tokens (as in Sanh et al. 2019). Each new token begins as the
     * mean of those that spell it here.
     *
     * @param shape as this one's but for the vocabulary and the context
     * @param spelling ids of this model's tokens for each new one; none: a small random vector
     * @throws BadRequestException for another shape
     */
    public LlamaModel withVocabulary(
            final LlamaShape shape, final List<int[]> spelling, final long seed) {
        if (!shape.equals(shape().with(shape.vocabSize(), shape.contextLength()))
                || !shape.tied()) {
            throw new BadRequestException(
                    "start",
                    "start is teacher: the student must have its shape, with a tied output, and has %s instead of %s"
                            .formatted(shape, shape()));
        }
        final Weights begun = Weights.random(shape, seed);
        final int width = shape.hiddenSize();
        for (final Slot slot : weights.layout().slots()) {
            if (!slot.equals(weights.layout().embedding())) {
                final int to = slot.at() + (shape.vocabSize() - shape().vocabSize()) * width;
                System.arraycopy(weights.values(), slot.at(), begun.values(), to, slot.size());
            }
        }
        for (int id = 0; id < spelling.size(); id++) {
            final int[] pieces = spelling.get(id);
            for (int i = 0; i < width && pieces.length > 0; i++) {
                float sum = 0;
                for (final int piece : pieces) {
                    sum += weights.values()[piece * width + i];
                }
                begun.values()[id * width + i] = sum / pieces.length;
            }
        }
        return new LlamaModel(begun);
    }

    /**
     * A model file's.
     *
     * @throws UnsupportedException for another family, scaled RoPE, or weights that aren't floating
     *     point
     * @throws BadFileException for a file that contradicts itself
     */
    public static LlamaModel read(final GgufFile file) {
        final LlamaShape shape = shape(file);
        final Layout layout = new Layout(shape);
        final float[] values = new float[layout.size()];
        for (final Slot slot : layout.slots()) {
            final float[] tensor = file.floats(tensor(file, slot));
            System.arraycopy(tensor, 0, values, slot.at(), slot.size());
        }
        return new LlamaModel(new Weights(shape, layout, values));
    }

    private static GgufTensor tensor(final GgufFile file, final Slot slot) {
        final GgufTensor tensor =
                file.tensor(slot.name())
                        .orElseThrow(
                                () ->
                                        new BadFileException(
                                                "%s: tensor '%s' is missing"
                                                        .formatted(file.path(), slot.name())));
        if (tensor.columns() != slot.columns() || tensor.rows() != slot.rows()) {
            throw new BadFileException(
                    "%s: tensor '%s' has shape %s: [%d, %d] is needed"
                            .formatted(
                                    file.path(),
                                    slot.name(),
                                    tensor.shape(),
                                    slot.rows(),
                                    slot.columns()));
        }
        switch (tensor.type()) {
            case F32, F16, BF16 -> {}
            default ->
                    throw new UnsupportedException(
                            "%s: tensor '%s' has type %s: a teacher's logits need F32, F16 or BF16; train on its text alone instead"
                                    .formatted(file.path(), slot.name(), tensor.type()));
        }
        return tensor;
    }

    private static LlamaShape shape(final GgufFile file) {
        final GgufMetadata keys = file.metadata();
        final String family = keys.string("general.architecture");
        if (!family.equals("llama")
                || keys.has("llama.rope.scaling.type")
                || keys.has("llama.attention.sliding_window")
                || ownHeadSize(keys)
                || file.tensor("rope_freqs.weight").isPresent()) {
            throw new UnsupportedException(
                    "%s: only a plain Llama's logits can be learnt from, without scaled RoPE, windows or heads of another size, and this is '%s'"
                            .formatted(file.path(), family));
        }
        final int heads = keys.integer(LLAMA + "attention.head_count", 1, LARGEST);
        return new LlamaShape(
                keys.integer(LLAMA + "block_count", 1, 256),
                keys.integer(LLAMA + "embedding_length", 1, LARGEST),
                heads,
                keys.has(LLAMA + "attention.head_count_kv")
                        ? keys.integer(LLAMA + "attention.head_count_kv", 1, LARGEST)
                        : heads,
                keys.integer(LLAMA + "feed_forward_length", 1, LARGEST),
                keys.strings("tokenizer.ggml.tokens").size(),
                keys.integer(LLAMA + "context_length", 1, LARGEST),
                file.tensor("output.weight").isEmpty(),
                keys.number(LLAMA + "rope.freq_base", 10_000),
                (float) keys.number(LLAMA + "attention.layer_norm_rms_epsilon"));
    }

    /** Whether heads aren't the hidden size divided among them. */
    private static boolean ownHeadSize(final GgufMetadata keys) {
        final long heads = keys.integer(LLAMA + "attention.head_count");
        final long each = keys.integer(LLAMA + "embedding_length") / Math.max(1, heads);
        return keys.integer(LLAMA + "attention.key_length", each) != each
                || keys.integer(LLAMA + "attention.value_length", each) != each
                || keys.integer(LLAMA + "rope.dimension_count", each) != each;
    }

    public LlamaShape shape() {
        return weights.shape();
    }

    /** How many parameters it has. */
    public int size() {
        return weights.layout().size();
    }

    Weights weights() {
        return weights;
    }

    /**
     * Adds everything but the vocabulary to a model file. Norms, and matrices whose rows are no
     * whole blocks of the type, stay F32.
     *
     * @throws UnsupportedException for a type that can't be written
     */
    public void describe(final GgufWriter writer, final DType type) {
        if (!BlockEncoder.encodes(type)) {
            throw new UnsupportedException(
                    type + " can be read and not written: write F32, F16, BF16 or Q8_0");
        }
        final LlamaShape shape = shape();
        writer.put(LLAMA + "context_length", shape.contextLength())
                .put(LLAMA + "embedding_length", shape.hiddenSize())
                .put(LLAMA + "block_count", shape.layerCount())
                .put(LLAMA + "feed_forward_length", shape.feedForwardSize())
                .put(LLAMA + "attention.head_count", shape.headCount())
                .put(LLAMA + "attention.head_count_kv", shape.kvHeadCount())
                .put(LLAMA + "rope.dimension_count", shape.headDim())
                .put(LLAMA + "rope.freq_base", (float) shape.ropeTheta())
                .put(LLAMA + "attention.layer_norm_rms_epsilon", shape.normEpsilon())
                .put(LLAMA + "vocab_size", shape.vocabSize());
        for (final Slot slot : weights.layout().slots()) {
            final boolean fits = slot.columns() % type.blockSize() == 0;
            final float[] values = Arrays.copyOfRange(weights.values(), slot.at(), slot.end());
            writer.tensor(
                    slot.name(),
                    slot.isMatrix() && fits ? type : DType.F32,
                    slot.isMatrix()
                            ? new long[] {slot.columns(), slot.rows()}
                            : new long[] {slot.columns()},
                    values);
        }
    }
}
