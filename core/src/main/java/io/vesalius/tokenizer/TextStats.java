package io.vesalius.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a text is, by what is taken as its unit. Of the same text in several languages, the
 * ratios of their lengths in tokens are what a vocabulary's choice of languages costs.
 *
 * @param words what lies between white space, or the mark that Ethiopic writes for it; few in
 *     languages that put nothing between words
 * @param characters code points of Unicode
 * @param bytes of UTF-8
 * @param tokens of a vocabulary, without what opens and closes a sequence
 */
public record TextStats(long words, long characters, long bytes, long tokens) {
    private static final char ETHIOPIC_WORD_SPACE = '\u1361';

    /** The numbers of each text, on all cores. */
    public static List<TextStats> of(final Tokenizer tokenizer, final List<String> texts) {
        final List<int[]> ids = tokenizer.encodeAll(texts, EncodeOptions.PLAIN);
        final List<TextStats> stats = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            final String text = texts.get(i);
            stats.add(
                    new TextStats(
                            words(text),
                            text.codePointCount(0, text.length()),
                            text.getBytes(StandardCharsets.UTF_8).length,
                            ids.get(i).length));
        }
        return stats;
    }

    private static long words(final String text) {
        long words = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            final char unit = text.charAt(i);
            final boolean space =
                    unit == ETHIOPIC_WORD_SPACE || CharType.in(CharType.of(unit), CharType.SPACE);
            words += !space && !within ? 1 : 0;
            within = !space;
        }
        return words;
    }
}
