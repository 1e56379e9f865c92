package io.vesalius.tokenizer;

import io.vesalius.base.UnsupportedException;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The values of `tokenizer.ggml.model` that are built. */
enum ModelType {
    /** Byte-level BPE. */
    GPT2,
    /** SentencePiece BPE. */
    LLAMA,
    /** Unigram. */
    T5,
    /** WordPiece. */
    BERT;

    /**
     * @throws UnsupportedException for any other, listing these
     */
    static ModelType of(final String name) {
        for (final ModelType type : values()) {
            if (type.label().equals(name)) {
                return type;
            }
        }
        throw new UnsupportedException(
                "tokenizer.ggml.model is '%s', which isn't built: use a model with one of %s"
                        .formatted(
                                Words.quote(name),
                                Arrays.stream(values())
                                        .map(ModelType::label)
                                        .collect(Collectors.joining(", "))));
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
