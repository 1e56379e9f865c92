package io.vesalius.model.random;

import io.vesalius.base.BadRequestException;

/**
 * The numbers that make up a decoder of the Llama family.
 *
 * @param headDim of queries, keys and values
 * @param vocabSize tokens, {@link MadeUpVocabulary#LEAST} or more
 * @param context positions that the model claims to have been made for
 * @param tied whether the embedding is the output too
 */
public record DecoderShape(
        int layers,
        int hidden,
        int feedForward,
        int heads,
        int kvHeads,
        int headDim,
        int vocabSize,
        int context,
        boolean tied) {
    private static final int MOST_LAYERS = 512;
    private static final int MOST_WIDTH = 1 << 18;
    private static final int MOST_HEADS = 1 << 12;
    private static final int MOST_HEAD_DIM = 1024;
    private static final int MOST_VOCABULARY = 1 << 20;
    private static final int MOST_CONTEXT = 1 << 30;

    /** A billion parameters: 1,104,218,112. */
    public static final DecoderShape ONE_BILLION =
            new DecoderShape(16, 2048, 8192, 32, 8, 64, 32_000, 8192, false);

    /**
     * @throws BadRequestException that names the number which is no shape, and what is allowed
     */
    public DecoderShape {
        require("layers", layers, 1, MOST_LAYERS);
        require("hidden", hidden, 1, MOST_WIDTH);
        require("feed_forward", feedForward, 1, MOST_WIDTH);
        require("heads", heads, 1, MOST_HEADS);
        require("kv_heads", kvHeads, 1, heads);
        require("head_dim", headDim, 2, MOST_HEAD_DIM);
        require("vocab_size", vocabSize, MadeUpVocabulary.LEAST, MOST_VOCABULARY);
        require("context", context, 1, MOST_CONTEXT);
        if (heads % kvHeads != 0) {
            throw new BadRequestException(
                    "kv_heads",
                    "%d heads can't share %d kv_heads evenly: take a divisor of %d"
                            .formatted(heads, kvHeads, heads));
        }
        if (headDim % 2 != 0) {
            throw new BadRequestException(
                    "head_dim",
                    "head_dim is %d: RoPE turns pairs, so it has to be even".formatted(headDim));
        }
    }

    private static void require(
            final String name, final int value, final int least, final int most) {
        if (value < least || value > most) {
            throw new BadRequestException(
                    name, "%s is %d: allowed: %d to %d".formatted(name, value, least, most));
        }
    }

    /** Width of all query heads. */
    public int queryWidth() {
        return heads * headDim;
    }

    /** Width of all key heads, and of all value heads. */
    public int kvWidth() {
        return kvHeads * headDim;
    }
}
