package io.vesalius.model;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;

/** How many tokens a model knows, where its weights and its vocabulary agree. */
final class VocabularySize {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final int MOST = 1 << 24;

    private VocabularySize() {}

    /**
     * The rows of the embedding.
     *
     * @throws BadFileException when it is missing or no matrix, or the file's vocabulary is larger
     *     (a token would have no row) or smaller (a row would have no text)
     */
    static int of(final GgufFile file) {
        final GgufTensor embedding =
                file.tensor(EMBEDDING)
                        .orElseThrow(() -> bad(file, "is missing, and the model needs it"));
        if (embedding.dims().size() != 2 || embedding.rows() > MOST) {
            throw bad(
                    file,
                    "has shape %s: a matrix of at most %d rows is needed"
                            .formatted(embedding.shape(), MOST));
        }
        final int rows = (int) embedding.rows();
        if (file.metadata().has(TOKENS)) {
            final int tokens = file.metadata().strings(TOKENS).size();
            if (tokens != rows) {
                throw bad(
                        file,
                        "has %d rows, and '%s' %d tokens: there must be a row for each token; convert the model again"
                                .formatted(rows, TOKENS, tokens));
            }
        }
        return rows;
    }

    private static BadFileException bad(final GgufFile file, final String fault) {
        return new BadFileException("%s: tensor '%s' %s".formatted(file.path(), EMBEDDING, fault));
    }
}
