package io.vesalius.testing;

import io.vesalius.format.GgufWriter;
import io.vesalius.tensor.DType;

import java.nio.file.Path;

/**
 * A small random model that can be written as a GGUF file: the same description gives the same
 * bytes. Its vocabulary is usable: every text can be encoded, and comes back when it is decoded.
 *
 * @param weights the type of every matrix; norms are F32
 * @param contextLength positions that the file claims
 * @param seed of the weights
 */
public record SmallModel(Family family, DType weights, int contextLength, long seed) {
    /** What kind of model. */
    public enum Family {
        LLAMA,
        QWEN3,
        GEMMA3
    }

    static SmallModel of(final Family family) {
        return new SmallModel(family, DType.F32, 512, 1);
    }

    /** Matrices of another type; with blocks of 256 the model becomes four times as wide. */
    public SmallModel withWeights(final DType type) {
        return new SmallModel(family, type, contextLength, seed);
    }

    public SmallModel withContextLength(final int length) {
        return new SmallModel(family, weights, length, seed);
    }

    public SmallModel withSeed(final long value) {
        return new SmallModel(family, weights, contextLength, value);
    }

    /** Writes the model to a folder, under a name that says what it is. */
    public Path writeTo(final Path folder) {
        final Path path =
                folder.resolve("%s-%s-%d-%d.gguf".formatted(family, weights, contextLength, seed));
        writer().write(path);
        return path;
    }

    /** The model ready to be written, so that a test can change a key or add a tensor. */
    public GgufWriter writer() {
        final GgufWriter writer = new GgufWriter();
        final SmallVocabulary vocabulary =
                switch (family) {
                    case LLAMA -> SmallVocabulary.sentencePiece("<|user|>", "<|assistant|>", true);
                    case QWEN3 -> SmallVocabulary.byteLevel("qwen2");
                    case GEMMA3 ->
                            SmallVocabulary.sentencePiece(
                                    "<start_of_turn>", "<end_of_turn>", false);
                };
        final SmallDecoder decoder = decoder();
        decoder.describe(writer, contextLength);
        vocabulary.describe(writer);
        decoder.tensors(writer, vocabulary.size(), weights, seed);
        return writer;
    }

    private SmallDecoder decoder() {
        final int hidden = Math.max(64, weights.blockSize());
        return switch (family) {
            case LLAMA -> new SmallDecoder("llama", 3, hidden, 2, hidden / 4, false, false, 0);
            case QWEN3 -> new SmallDecoder("qwen3", 2, hidden, 2, hidden / 2, true, true, 0);
            case GEMMA3 -> new SmallDecoder("gemma3", 6, hidden, 1, hidden / 2, true, true, 40);
        };
    }
}
