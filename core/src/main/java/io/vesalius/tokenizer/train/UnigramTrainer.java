package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.ByteSize;
import io.vesalius.base.CapacityException;
import io.vesalius.tokenizer.TokenKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Unigram language model (Kudo 2018): from many frequent substrings, those stay that make the
 * corpus most probable. Words keep the space before them as U+2581, pieces stay within a word and a
 * script.
 *
 * @param seedSize the most substrings to begin with
 * @param shrinkingFactor the share of pieces that one pruning keeps
 * @param seedRule which substrings these are
 */
public record UnigramTrainer(
        SentencePieceOptions settings, int seedSize, double shrinkingFactor, SeedRule seedRule)
        implements TokenizerTrainer {
    private static final int ESTIMATES = 2; // steps of EM between two prunings
    private static final double ENOUGH = 1.1; // times the vocabulary; the rest goes by score
    private static final double SCORE_STEP = 1e-4; // between characters that no score is known of
    private static final int BYTES_A_CHARACTER = 40; // of the segments, to find substrings

    public UnigramTrainer() {
        this(SentencePieceOptions.USUAL, 1_000_000, 0.75, SeedRule.WHOLE_WORDS);
    }

    public UnigramTrainer withSettings(final SentencePieceOptions other) {
        return new UnigramTrainer(other, seedSize, shrinkingFactor, seedRule);
    }

    public UnigramTrainer withSeedRule(final SeedRule other) {
        return new UnigramTrainer(settings, seedSize, shrinkingFactor, other);
    }

    /**
     * @throws BadRequestException when a number is out of range
     */
    public UnigramTrainer {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(seedRule, "seedRule");
        if (seedSize < 1) {
            throw new BadRequestException(
                    "seed_size", "seed_size is %d: it must be at least 1".formatted(seedSize));
        }
        if (!(shrinkingFactor >= 0.5 && shrinkingFactor <= 0.95)) {
            throw new BadRequestException(
                    "shrinking_factor",
                    "shrinking_factor is %s: it must be from 0.5 to 0.95"
                            .formatted(shrinkingFactor));
        }
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
            final Segments segments = Segments.of(alphabet.symbols(words));
            checkMemory(segments);
            final Pieces pieces = seeds(segments, alphabet, given.texts(), options, progress);
            final UnigramModel model = new UnigramModel(segments, pieces, workers);
            shrink(model, (int) (options.vocabSize() * ENOUGH), progress);
            return new TrainedTokenizer(
                    new TrainedTokenizer.Unigram(stages),
                    vocabulary(given, alphabet, model.pieces(), options.vocabSize()));
        }
    }

    private static void checkMemory(final Segments segments) {
        final long needed = (long) BYTES_A_CHARACTER * segments.text().length;
        final long most = Runtime.getRuntime().maxMemory() / 2;
        if (needed > most) {
            throw new CapacityException(
                    "the different words have %d characters, whose substrings need about %s, and at most %s may go to them: raise the heap (-Xmx), or train on less text"
                            .formatted(
                                    segments.text().length,
                                    ByteSize.text(needed),
                                    ByteSize.text(most)));
        }
    }

    private Pieces seeds(
            final Segments segments,
            final Alphabet alphabet,
            final Set<String> reserved,
            final TrainingOptions options,
            final TrainingProgress progress) {
        final PieceFilter filter = new PieceFilter(alphabet, reserved);
        final SeedPieces.Found found =
                new SeedPieces(
                                segments,
                                settings.maxPieceLength(),
                                options.minFrequency(),
                                filter,
                                seedRule)
                        .find(seedSize);
        progress.report(TrainingProgress.Stage.SEEDING, found.size(), found.size());
        final long[] counts = new long[alphabet.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = alphabet.counts().get(i).getValue();
        }
        return Pieces.of(segments, found, counts);
    }

    private void shrink(
            final UnigramModel model, final int enough, final TrainingProgress progress) {
        final int first = model.pieces().size();
        while (true) {
            for (int i = 0; i < ESTIMATES; i++) {
                model.estimate();
            }
            final int left = model.pieces().presentCount();
            progress.report(
                    TrainingProgress.Stage.PRUNING,
                    first - left,
                    Math.max(first - enough, first - left));
            if (left <= enough) {
                return;
            }
            model.prune(Math.max(enough, (int) (left * shrinkingFactor)));
        }
    }

    /** All characters, then the best pieces, the best first. */
    private static TrainedVocabulary vocabulary(
            final GivenTokens given,
            final Alphabet alphabet,
            final Pieces pieces,
            final int vocabSize) {
        double unknown = pieces.leastScore();
        final List<Scored> kept = new ArrayList<>();
        for (int i = 0; i < alphabet.size(); i++) {
            if (!pieces.present()[i]) {
                unknown -= SCORE_STEP;
            }
            kept.add(new Scored(i, pieces.present()[i] ? pieces.scores()[i] : unknown));
        }
        final List<Scored> others = new ArrayList<>();
        for (int piece = alphabet.size(); piece < pieces.size(); piece++) {
            if (pieces.present()[piece]) {
                others.add(new Scored(piece, pieces.scores()[piece]));
            }
        }
        others.sort(null);
        final int room = vocabSize - given.size() - kept.size();
        kept.addAll(others.subList(0, Math.min(room, others.size())));
        kept.sort(null);
        final TrainedVocabulary vocabulary = given.vocabulary();
        for (final Scored piece : kept) {
            vocabulary.add(
                    alphabet.text(
                            pieces.text(),
                            pieces.starts()[piece.piece],
                            pieces.lengths()[piece.piece]),
                    TokenKind.NORMAL,
                    piece.score);
        }
        return vocabulary;
    }

    /** The best first, then the one that was found first. */
    private record Scored(int piece, double score) implements Comparable<Scored> {
        @Override
        public int compareTo(final Scored other) {
            final int byScore = Double.compare(other.score, score);
            return byScore != 0 ? byScore : Integer.compare(piece, other.piece);
        }
    }
}
