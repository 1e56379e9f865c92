package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;
import io.vesalius.tokenizer.ByteAlphabet;
import io.vesalius.tokenizer.Splitter;
import io.vesalius.tokenizer.TokenKind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Byte-level BPE (Radford et al. 2019): GPT-2's words as bytes, all 256 in the vocabulary. Merges
 * are those of Hugging Face's trainer.
 */
public record ByteLevelBpeTrainer() implements TokenizerTrainer {
    @Override
    public TrainedTokenizer train(
            final Corpus corpus, final TrainingOptions options, final TrainingProgress progress) {
        final Symbols symbols = new Symbols(Set.copyOf(options.specialTokens()));
        final int[] byteIds = addBytes(symbols);
        final int specials = options.specialTokens().size();
        final int least = Math.addExact(specials, symbols.size());
        if (options.vocabSize() < least) {
            throw new BadRequestException(
                    "vocab_size",
                    "vocab_size is %d, and 256 bytes and %d special tokens need %d: raise it"
                            .formatted(options.vocabSize(), specials, least));
        }
        try (Workers workers = new Workers(options.threads())) {
            final Words words =
                    WordCounter.count(corpus, Splitter.byteLevel("gpt-2"), workers, progress);
            final PairRule rule = new ByteLevelRule(symbols);
            final PairState state = new PairState(bytes(words, byteIds), rule, workers);
            final List<Merge> merges =
                    new FrequentPairs(state, rule, options.minFrequency())
                            .mergeTo(options.vocabSize() - specials, progress);
            return trained(options.specialTokens(), symbols, merges);
        }
    }

    /** The 256 characters in their order, which is not that of the bytes they stand for. */
    private static int[] addBytes(final Symbols symbols) {
        final int[] ids = new int[256];
        for (char c = 0; symbols.size() < 256; c++) {
            final int value = ByteAlphabet.toByte(c);
            if (value >= 0) {
                ids[value] = symbols.add(String.valueOf(c));
                if (ids[value] < 0) {
                    throw new BadRequestException(
                            "special",
                            "the special token '%c' is one byte, which every text may have: choose a longer one"
                                    .formatted(c));
                }
            }
        }
        return ids;
    }

    private static SymbolWords bytes(final Words words, final int[] byteIds) {
        final int[] symbols = new int[words.bytes().length];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = byteIds[words.bytes()[i] & 0xFF];
        }
        final int[] starts = new int[words.size()];
        final int[] lengths = new int[words.size()];
        for (int word = 0; word < starts.length; word++) {
            starts[word] = words.start(word);
            lengths[word] = words.ends()[word] - starts[word];
        }
        return new SymbolWords(symbols, starts, lengths, words.counts());
    }

    /** A pair that merged twice has its later rank. */
    private static TrainedTokenizer trained(
            final List<String> specials, final Symbols symbols, final List<Merge> merges) {
        final TrainedVocabulary vocabulary = new TrainedVocabulary();
        specials.forEach(special -> vocabulary.add(special, TokenKind.CONTROL, 0));
        for (int id = 0; id < symbols.size(); id++) {
            vocabulary.add(symbols.text(id), TokenKind.NORMAL, 0);
        }
        final Map<Long, TrainedTokenizer.Merge> ranked = new LinkedHashMap<>();
        for (final Merge merge : merges) {
            ranked.remove(merge.pair());
            ranked.put(
                    merge.pair(),
                    new TrainedTokenizer.Merge(
                            symbols.text(merge.left()), symbols.text(merge.right())));
        }
        return new TrainedTokenizer(
                new TrainedTokenizer.ByteLevelBpe(List.copyOf(ranked.values())), vocabulary);
    }

    /** Any two symbols may join; of equally frequent pairs the one of the lower ids goes first. */
    private record ByteLevelRule(Symbols symbols) implements PairRule {
        @Override
        public boolean joins(final int left, final int right) {
            return true;
        }

        @Override
        public int join(final int left, final int right) {
            return symbols.add(symbols.text(left) + symbols.text(right));
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
