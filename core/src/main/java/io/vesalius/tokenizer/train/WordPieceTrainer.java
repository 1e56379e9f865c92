package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;
import io.vesalius.tokenizer.Splitter;
import io.vesalius.tokenizer.TokenKind;

import java.util.Set;
import java.util.TreeSet;

/**
 * WordPiece (Schuster and Nakajima 2012; Devlin et al. 2019): BERT's words in pieces that make them
 * likely, those within a word marked `##`.
 *
 * @param lowerCase whether words are lower case, without accents
 */
public record WordPieceTrainer(boolean lowerCase) implements TokenizerTrainer {
    private static final String CONTINUED = "##";
    private static final int LONGEST_WORD = 100; // characters; a longer word is unknown anyway

    public WordPieceTrainer() {
        this(true);
    }

    @Override
    public TrainedTokenizer train(
            final Corpus corpus, final TrainingOptions options, final TrainingProgress progress) {
        final GivenTokens given = GivenTokens.bert(options.specialTokens());
        try (Workers workers = new Workers(options.threads())) {
            final Words words =
                    WordCounter.count(corpus, Splitter.bert(lowerCase), workers, progress);
            final Symbols symbols = new Symbols(given.texts());
            addCharacters(words, symbols);
            check(options.vocabSize(), given.size(), symbols.size());
            final PairRule rule = new WordPieceRule(symbols);
            final SymbolWords pieces = pieces(words, symbols);
            final PairState state = new PairState(pieces, rule, workers);
            new LikelyPairs(
                            state,
                            rule,
                            options.minFrequency(),
                            symbolCounts(pieces, symbols.size()))
                    .mergeTo(options.vocabSize() - given.size(), progress);
            final TrainedVocabulary vocabulary = given.vocabulary();
            for (int id = 0; id < symbols.size(); id++) {
                vocabulary.add(symbols.text(id), TokenKind.NORMAL, 0);
            }
            return new TrainedTokenizer(new TrainedTokenizer.WordPiece(lowerCase), vocabulary);
        }
    }

    /** All as starts of words, and those within words too, in the order of their numbers. */
    private static void addCharacters(final Words words, final Symbols symbols) {
        final Set<Integer> all = new TreeSet<>();
        final Set<Integer> within = new TreeSet<>();
        for (int word = 0; word < words.size(); word++) {
            final int[] characters = Alphabet.characters(words, word);
            if (isSpelled(characters)) {
                for (int i = 0; i < characters.length; i++) {
                    (i == 0 ? all : within).add(characters[i]);
                }
            }
        }
        all.addAll(within);
        all.forEach(read -> add(Character.toString(read), symbols));
        within.forEach(read -> add(CONTINUED + Character.toString(read), symbols));
    }

    private static void add(final String text, final Symbols symbols) {
        if (symbols.add(text) < 0) {
            throw new BadRequestException(
                    "special",
                    "the special token '%s' is a character of the corpus: choose a longer one"
                            .formatted(text));
        }
    }

    /** Words that BERT's tokenisers take as unknown teach nothing. */
    private static boolean isSpelled(final int[] characters) {
        for (final int read : characters) {
            if (read == Alphabet.SPACE_MARK) {
                return false;
            }
        }
        return characters.length <= LONGEST_WORD;
    }

    private static void check(final int vocabSize, final int given, final int alphabet) {
        if (vocabSize - given < alphabet) {
            throw new BadRequestException(
                    "vocab_size",
                    "vocab_size is %d, and the corpus has %d characters at the starts and within words, which with %d special tokens need %d: raise it"
                            .formatted(vocabSize, alphabet, given, alphabet + given));
        }
    }

    private static SymbolWords pieces(final Words words, final Symbols symbols) {
        final Ints ids = new Ints();
        final int[] starts = new int[words.size()];
        final int[] lengths = new int[words.size()];
        for (int word = 0; word < words.size(); word++) {
            starts[word] = ids.size();
            final int[] characters = Alphabet.characters(words, word);
            if (isSpelled(characters)) {
                for (int i = 0; i < characters.length; i++) {
                    final String text = Character.toString(characters[i]);
                    ids.add(symbols.add(i == 0 ? text : CONTINUED + text));
                }
            }
            lengths[word] = ids.size() - starts[word];
        }
        return new SymbolWords(ids.toArray(), starts, lengths, words.counts());
    }

    private static long[] symbolCounts(final SymbolWords words, final int size) {
        final long[] counts = new long[size];
        for (int word = 0; word < words.size(); word++) {
            final int start = words.starts()[word];
            for (int i = start; i < start + words.lengths()[word]; i++) {
                counts[words.symbols()[i]] += words.counts()[word];
            }
        }
        return counts;
    }

    /** Any two pieces may join; the second loses its mark. */
    private record WordPieceRule(Symbols symbols) implements PairRule {
        @Override
        public boolean joins(final int left, final int right) {
            return true;
        }

        @Override
        public int join(final int left, final int right) {
            return symbols.add(
                    symbols.text(left) + symbols.text(right).substring(CONTINUED.length()));
        }

        @Override
        public int compare(final long pair, final long other) {
            return Long.compare(pair, other);
        }

        @Override
        public int size() {
            return symbols.size();
        }
    }
}
