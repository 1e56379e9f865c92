package io.vesalius.cli;

import io.vesalius.tokenizer.train.SeedRule;
import io.vesalius.tokenizer.train.SentencePieceBpeTrainer;
import io.vesalius.tokenizer.train.SentencePieceOptions;
import io.vesalius.tokenizer.train.TokenizerTrainer;
import io.vesalius.tokenizer.train.UnigramTrainer;
import io.vesalius.tokenizer.train.WordPieceTrainer;

import picocli.CommandLine.Option;

import java.util.Optional;

/** What only some kinds of tokenisers can be told. */
final class TrainerFlags {
    @Option(
            names = "--character-coverage",
            paramLabel = "SHARE",
            description =
                    "Of sentencepiece-bpe and unigram: the share of the text whose characters get"
                            + " tokens, the most frequent first. Default: 0.9995.")
    private Optional<Double> characterCoverage = Optional.empty();

    @Option(
            names = "--max-piece-length",
            paramLabel = "N",
            description =
                    "Of sentencepiece-bpe and unigram: the most characters of a token. Default:"
                            + " 16.")
    private Optional<Integer> maxPieceLength = Optional.empty();

    @Option(
            names = "--no-byte-fallback",
            description =
                    "Of sentencepiece-bpe and unigram: characters without a token are unknown"
                            + " instead of spelled in bytes.")
    private boolean noByteFallback;

    @Option(
            names = "--lossless",
            description =
                    "Of sentencepiece-bpe and unigram: keep text as it is, instead of bringing it"
                            + " to Unicode's form KC and making all white space single spaces.")
    private boolean lossless;

    @Option(
            names = "--seed-pieces",
            paramLabel = "RULE",
            description =
                    "Of unigram: the substrings that it begins with. whole-words has every"
                            + " frequent word among them and makes texts likelier; sentencepiece"
                            + " leaves out words that only spaces follow, for results that can be"
                            + " compared with SentencePiece's. Default: whole-words.")
    private Optional<String> seedPieces = Optional.empty();

    @Option(
            names = "--cased",
            description = "Of wordpiece: keep upper case and accents apart from lower case.")
    private boolean cased;

    /**
     * The trainer of a kind with these settings.
     *
     * @throws UsageException where a setting is another kind's
     * @throws io.vesalius.base.BadRequestException for a number out of range, or an unknown kind
     */
    TokenizerTrainer trainer(final String kind) {
        final boolean sentencePiece = kind.equals("sentencepiece-bpe") || kind.equals("unigram");
        final boolean wordPiece = kind.equals("wordpiece");
        refuse(characterCoverage.isPresent() && !sentencePiece, "--character-coverage", kind);
        refuse(maxPieceLength.isPresent() && !sentencePiece, "--max-piece-length", kind);
        refuse(noByteFallback && !sentencePiece, "--no-byte-fallback", kind);
        refuse(lossless && !sentencePiece, "--lossless", kind);
        refuse(seedPieces.isPresent() && !kind.equals("unigram"), "--seed-pieces", kind);
        refuse(cased && !wordPiece, "--cased", kind);
        return switch (kind) {
            case "sentencepiece-bpe" -> new SentencePieceBpeTrainer(pieces());
            case "unigram" -> unigram().withSettings(pieces());
            case "wordpiece" -> new WordPieceTrainer(!cased);
            default -> TokenizerTrainer.of(kind);
        };
    }

    private UnigramTrainer unigram() {
        final UnigramTrainer usual = new UnigramTrainer();
        return seedPieces.map(SeedRule::of).map(usual::withSeedRule).orElse(usual);
    }

    private SentencePieceOptions pieces() {
        final SentencePieceOptions usual = SentencePieceOptions.USUAL;
        return new SentencePieceOptions(
                characterCoverage.orElse(usual.characterCoverage()),
                maxPieceLength.orElse(usual.maxPieceLength()),
                !noByteFallback,
                lossless);
    }

    private static void refuse(final boolean wrong, final String option, final String kind) {
        if (wrong) {
            TokenizerTrainer.of(kind); // an unknown kind is the first thing to say
            throw new UsageException(
                    "%s means nothing for %s: leave it out".formatted(option, kind));
        }
    }
}
