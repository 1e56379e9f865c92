package io.vesalius.tokenizer;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;

import java.util.Arrays;
import java.util.List;

/**
 * The token list of a model file, checked: texts, kinds and scores of the same length.
 *
 * @param texts as in the file // [vocabSize]
 * @param kinds all normal where the file says nothing // [vocabSize]
 * @param scores zero where the file says nothing // [vocabSize]
 * @param index texts to ids
 */
record Vocabulary(String[] texts, TokenKind[] kinds, float[] scores, TextIndex index) {
    static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String TYPES = "tokenizer.ggml.token_type";

    /** Longer tokens are refused: matching costs time in proportion to the longest. */
    static final int LONGEST_TOKEN = 2048;

    int size() {
        return texts.length;
    }

    /**
     * @throws BadFileException when the list is missing or empty, a token repeats or is too long,
     *     or scores or types are too few, of another type or out of range
     */
    static Vocabulary read(final GgufMetadata metadata) {
        final List<String> listed = metadata.strings(TOKENS);
        if (listed.isEmpty()) {
            throw new BadFileException(TOKENS + " is empty: a vocabulary needs at least one token");
        }
        final String[] texts = listed.toArray(String[]::new);
        for (int id = 0; id < texts.length; id++) {
            if (texts[id].length() > LONGEST_TOKEN) {
                throw new BadFileException(
                        "%s has a token of %d characters at %d: at most %d are allowed"
                                .formatted(TOKENS, texts[id].length(), id, LONGEST_TOKEN));
            }
        }
        final TokenKind[] kinds = kinds(metadata, texts.length);
        for (int id = 0; id < texts.length; id++) {
            kinds[id] = Markup.kind(texts[id], kinds[id], metadata.has(TYPES));
        }
        return new Vocabulary(texts, kinds, scores(metadata, texts.length), new TextIndex(texts));
    }

    private static TokenKind[] kinds(final GgufMetadata metadata, final int size) {
        final TokenKind[] kinds = new TokenKind[size];
        Arrays.fill(kinds, TokenKind.NORMAL);
        if (!metadata.has(TYPES)) {
            return kinds;
        }
        final long[] types =
                metadata.value(TYPES) instanceof GgufValue.Wholes(GgufType type, long[] values)
                                && (type == GgufType.INT32 || type == GgufType.UINT32)
                        ? values
                        : wrongType(metadata, TYPES, "an array of i32");
        checkLength(TYPES, types.length, size);
        final TokenKind[] all = TokenKind.values();
        for (int id = 0; id < size; id++) {
            if (types[id] < 1 || types[id] > all.length) {
                throw new BadFileException(
                        "%s has %d at %d: it must be from 1 to %d"
                                .formatted(TYPES, types[id], id, all.length));
            }
            kinds[id] = all[(int) types[id] - 1];
        }
        return kinds;
    }

    private static float[] scores(final GgufMetadata metadata, final int size) {
        if (!metadata.has(SCORES)) {
            return new float[size];
        }
        final float[] scores =
                switch (metadata.value(SCORES)) {
                    case GgufValue.Reals reals -> metadata.numbers(SCORES);
                    case GgufValue.Wholes(GgufType type, long[] values)
                            when type == GgufType.INT32 ->
                            floats(values);
                    default -> wrongType(metadata, SCORES, "an array of f32");
                };
        checkLength(SCORES, scores.length, size);
        for (int id = 0; id < size; id++) {
            if (!Float.isFinite(scores[id])) {
                throw new BadFileException(
                        "%s has %s at %d: it must be finite".formatted(SCORES, scores[id], id));
            }
        }
        return scores;
    }

    private static float[] floats(final long[] values) {
        final float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    private static void checkLength(final String key, final int length, final int size) {
        if (length < size) {
            throw new BadFileException(
                    "%s has %d entries for %d tokens: every token needs one"
                            .formatted(key, length, size));
        }
    }

    private static <T> T wrongType(
            final GgufMetadata metadata, final String key, final String needed) {
        throw new BadFileException(
                "metadata key '%s' is %s: it must be %s"
                        .formatted(key, metadata.value(key).describe(), needed));
    }
}
