package io.vesalius.tokenizer.train;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;

/** Learns a vocabulary from texts. Immutable; one trainer may train often. */
public sealed interface TokenizerTrainer
        permits ByteLevelBpeTrainer, SentencePieceBpeTrainer, WordPieceTrainer, UnigramTrainer {
    /**
     * The vocabulary of a corpus: the same for the same corpus and options, whatever the threads.
     *
     * @throws BadFileException when a file can't be read or is no UTF-8, saying where
     * @throws BadRequestException when the corpus has no words, or the vocabulary has no room for
     *     its alphabet, or a special token is no use in it
     * @throws CapacityException when the heap is too small for the corpus
     */
    TrainedTokenizer train(Corpus corpus, TrainingOptions options, TrainingProgress progress);

    /** The same, unheard. */
    default TrainedTokenizer train(final Corpus corpus, final TrainingOptions options) {
        return train(corpus, options, TrainingProgress.SILENT);
    }

    /**
     * A trainer with its usual settings by its name.
     *
     * @param name `bpe`, `sentencepiece-bpe`, `wordpiece` or `unigram`
     * @throws BadRequestException for another
     */
    static TokenizerTrainer of(final String name) {
        return switch (name) {
            case "bpe" -> new ByteLevelBpeTrainer();
            case "sentencepiece-bpe" -> new SentencePieceBpeTrainer();
            case "wordpiece" -> new WordPieceTrainer();
            case "unigram" -> new UnigramTrainer();
            default ->
                    throw new BadRequestException(
                            "model",
                            "'%s' is no kind of tokeniser: use bpe, sentencepiece-bpe, wordpiece or unigram"
                                    .formatted(name));
        };
    }
}
