package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The characters that a SentencePiece vocabulary spells: the most frequent ones, until they cover
 * enough of the corpus.
 *
 * @param counts how often each is in the corpus, the most frequent first
 */
record Alphabet(List<Map.Entry<Integer, Long>> counts) {
    static final int SPACE_MARK = 0x2581;

    /**
     * @param coverage the share of the corpus to cover, from 0 to 1
     */
    static Alphabet of(final Words words, final double coverage) {
        final Map<Integer, long[]> counts = new HashMap<>();
        long total = 0;
        for (int word = 0; word < words.size(); word++) {
            final int[] characters = characters(words, word);
            for (final int read : characters) {
                if (read >= ' ' && read != 0x7F) {
                    counts.computeIfAbsent(read, added -> new long[1])[0] += words.counts()[word];
                }
            }
            total += characters.length * words.counts()[word];
        }
        final List<Map.Entry<Integer, Long>> sorted = new ArrayList<>();
        counts.forEach((read, count) -> sorted.add(Map.entry(read, count[0])));
        sorted.sort(
                Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()));
        long covered = 0;
        int kept = 0;
        while (kept < sorted.size() && (double) covered / total < coverage) {
            covered += sorted.get(kept++).getValue();
        }
        return new Alphabet(List.copyOf(sorted.subList(0, kept)));
    }

    static int[] characters(final Words words, final int word) {
        return new String(
                        words.bytes(),
                        words.start(word),
                        words.ends()[word] - words.start(word),
                        StandardCharsets.UTF_8)
                .codePoints()
                .toArray();
    }

    int size() {
        return counts.size();
    }

    /**
     * @param given how many tokens there are before the first character
     * @throws BadRequestException when the vocabulary has no room for the characters
     */
    void check(final int vocabSize, final int given) {
        if (vocabSize - given < size()) {
            throw new BadRequestException(
                    "vocab_size",
                    "vocab_size is %d, and the corpus has an alphabet of %d characters, which with %d special and byte tokens need %d: raise it, or cover fewer characters"
                            .formatted(vocabSize, size(), given, size() + given));
        }
    }

    /** The text of a stretch of places in this alphabet, each one more than it is. */
    String text(final int[] text, final int start, final int length) {
        final StringBuilder read = new StringBuilder(length);
        for (int i = start; i < start + length; i++) {
            read.appendCodePoint(counts.get(text[i] - 1).getKey());
        }
        return read.toString();
    }

    /** The words as symbols: places in this alphabet, {@link SymbolWords#GAP} for others. */
    SymbolWords symbols(final Words words) {
        final Map<Integer, Integer> ids = new HashMap<>();
        counts.forEach(entry -> ids.put(entry.getKey(), ids.size()));
        final Ints symbols = new Ints();
        final int[] starts = new int[words.size()];
        final int[] lengths = new int[words.size()];
        for (int word = 0; word < words.size(); word++) {
            starts[word] = symbols.size();
            for (final int read : characters(words, word)) {
                symbols.add(ids.getOrDefault(read, SymbolWords.GAP));
            }
            lengths[word] = symbols.size() - starts[word];
        }
        return new SymbolWords(symbols.toArray(), starts, lengths, words.counts());
    }
}
