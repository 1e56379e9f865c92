package io.vesalius.distill;

import io.vesalius.train.LlamaShape;

import java.util.OptionalInt;

/**
 * What is to be made.
 *
 * @param name `general.name` of the file
 * @param fromTeacher whether it begins with the teacher's layers instead of random ones; it then
 *     has the teacher's shape
 * @param vocabSize of a tokeniser trained on the text; empty for the teacher's own
 * @param layerCount see {@link LlamaShape}, as the others
 */
public record StudentSpec(
        String name,
        boolean fromTeacher,
        OptionalInt vocabSize,
        int layerCount,
        int hiddenSize,
        int headCount,
        int kvHeadCount,
        int feedForwardSize,
        int contextLength,
        boolean tied) {
    private static final double ROPE_THETA = 10_000;
    private static final float EPSILON = 1e-5f;

    LlamaShape shape(final int tokens) {
        return new LlamaShape(
                layerCount,
                hiddenSize,
                headCount,
                kvHeadCount,
                feedForwardSize,
                tokens,
                contextLength,
                tied,
                ROPE_THETA,
                EPSILON);
    }
}
