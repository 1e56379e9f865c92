package io.vesalius.train;

import io.vesalius.base.BadRequestException;

/**
 * The numbers of a Llama that is trained here.
 *
 * @param layerCount blocks of attention and gated network
 * @param hiddenSize numbers of a token's state
 * @param headCount of queries; they divide the hidden size into heads of an even size
 * @param kvHeadCount of keys and values; they divide the heads into groups
 * @param feedForwardSize of the gated network
 * @param vocabSize tokens
 * @param contextLength positions that it is trained for
 * @param tied whether the output's matrix is the embedding
 * @param ropeTheta base of RoPE's angles
 * @param normEpsilon of RMSNorm
 */
public record LlamaShape(
        int layerCount,
        int hiddenSize,
        int headCount,
        int kvHeadCount,
        int feedForwardSize,
        int vocabSize,
        int contextLength,
        boolean tied,
        double ropeTheta,
        float normEpsilon) {
    private static final int LARGEST = 1 << 16;

    /**
     * @throws BadRequestException when a size is out of range, or heads don't divide what they must
     */
    public LlamaShape {
        range("layers", layerCount, 256);
        range("hidden", hiddenSize, LARGEST);
        range("heads", headCount, LARGEST);
        range("kv_heads", kvHeadCount, LARGEST);
        range("feed_forward", feedForwardSize, LARGEST);
        range("vocab", vocabSize, 1 << 20);
        range("context", contextLength, LARGEST);
        if (hiddenSize % headCount != 0 || hiddenSize / headCount % 2 != 0) {
            throw new BadRequestException(
                    "heads",
                    "heads is %d: the hidden size, %d, must be an even multiple of it"
                            .formatted(headCount, hiddenSize));
        }
        if (headCount % kvHeadCount != 0) {
            throw new BadRequestException(
                    "kv_heads",
                    "kv_heads is %d: heads, %d, must be a multiple of it"
                            .formatted(kvHeadCount, headCount));
        }
        if (!(ropeTheta > 1) || !(normEpsilon > 0)) {
            throw new BadRequestException(
                    "rope_theta",
                    "rope_theta is %s and the norms' epsilon %s: they must be over 1 and over 0"
                            .formatted(ropeTheta, normEpsilon));
        }
    }

    private static void range(final String name, final int value, final int most) {
        if (value < 1 || value > most) {
            throw new BadRequestException(
                    name, "%s is %d: it must be from 1 to %d".formatted(name, value, most));
        }
    }

    /** The same for another vocabulary and context. */
    LlamaShape with(final int tokens, final int positions) {
        return new LlamaShape(
                layerCount,
                hiddenSize,
                headCount,
                kvHeadCount,
                feedForwardSize,
                tokens,
                positions,
                tied,
                ropeTheta,
                normEpsilon);
    }

    /** Numbers of a head. */
    public int headDim() {
        return hiddenSize / headCount;
    }

    /** Numbers of all keys, or values, of a token. */
    public int kvSize() {
        return kvHeadCount * headDim();
    }
}
