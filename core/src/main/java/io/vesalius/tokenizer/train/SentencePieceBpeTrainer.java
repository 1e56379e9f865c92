package io.vesalius.tokenizer.train;

import io.vesalius.tokenizer.TokenKind;

import java.util.Objects;

/**
 * BPE over characters with SentencePiece's rules (Kudo and Richardson 2018): words keep the space
 * before them as U+2581, pieces stay within a word and a script, and the earlier a piece was made
 * the better its score.
 */
public record SentencePieceBpeTrainer(SentencePieceOptions settings) implements TokenizerTrainer {
    public SentencePieceBpeTrainer {
        Objects.requireNonNull(settings, "settings");
    }

    public SentencePieceBpeTrainer() {
        this(SentencePieceOptions.USUAL);
    }

    @Override
    public TrainedTokenizer train(
            final Corpus corpus, final TrainingOptions options, final TrainingProgress progress) {
        final GivenTokens given =
                GivenTokens.sentencePiece(options.specialTokens(), settings.byteFallback());
        final SentencePieceStages stages = settings.stages();
        try (Workers workers = new Workers(options.threads())) {
            final Words words = WordCounter.count(corpus, stages.splitter(), workers, progress);
            final Alphabet alphabet = Alphabet.of(words, settings.characterCoverage());
            alphabet.check(options.vocabSize(), given.size());
            final CharacterPairs rule =
                    new CharacterPairs(alphabet, given.texts(), settings.maxPieceLength());
            final PairState state = new PairState(alphabet.symbols(words), rule, workers);
            new FrequentPairs(state, rule, options.minFrequency())
                    .mergeTo(options.vocabSize() - given.size(), progress);
            return trained(given, stages, rule);
        }
    }

    private static TrainedTokenizer trained(
            final GivenTokens given, final SentencePieceStages stages, final CharacterPairs rule) {
        final TrainedVocabulary vocabulary = given.vocabulary();
        final int characters = rule.alphabet().size();
        for (int id = characters; id < rule.size(); id++) {
            vocabulary.add(rule.text(id), TokenKind.NORMAL, characters - id);
        }
        for (int i = 0; i < characters; i++) {
            vocabulary.add(rule.text(i), TokenKind.NORMAL, characters - rule.size() - i);
        }
        return new TrainedTokenizer(
                new TrainedTokenizer.SentencePieceBpe(new PieceMerges(vocabulary).all(), stages),
                vocabulary);
    }
}
