package io.vesalius.model.random;

import io.vesalius.format.GgufWriter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vocabulary of any size for SentencePiece BPE: it spells every text by letters or bytes, and
 * what it makes up can be pronounced. Pieces are syllables and words of them, each reached by
 * merging two earlier ones, as in a trained vocabulary.
 */
final class MadeUpVocabulary {
    private static final List<String> CONSONANTS = List.of("bcdfghjklmnpqrstvwxz".split(""));
    private static final List<String> VOWELS = List.of("aeiou".split(""));
    private static final char SPACE = '\u2581';

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    private static final int CONTROLS = 3;
    private static final int BYTES = 256;

    private static final int FIRST_LETTER = CONTROLS + BYTES;

    /** The control tokens, a token a byte, and the space, which bytes can't spell. */
    static final int LEAST = FIRST_LETTER + 1;

    private final int size;
    private final List<String> pieces;

    MadeUpVocabulary(final int size) {
        this.size = size;
        pieces = new ArrayList<>(size);
        controlsAndBytes();
        letters();
        words();
    }

    /** In the order of their ids. */
    List<String> pieces() {
        return List.copyOf(pieces);
    }

    private void controlsAndBytes() {
        pieces.addAll(List.of("<unk>", "<s>", "</s>"));
        for (int value = 0; value < BYTES; value++) {
            pieces.add("<0x%02X>".formatted(value));
        }
    }

    private void letters() {
        add(String.valueOf(SPACE));
        for (char letter = '!'; letter <= '~'; letter++) {
            add(String.valueOf(letter));
        }
    }

    /** All syllables, then beginnings of words, each once with every syllable behind it. */
    private void words() {
        final List<String> syllables = new ArrayList<>();
        for (final String consonant : CONSONANTS) {
            for (final String vowel : VOWELS) {
                syllables.add(consonant + vowel);
            }
        }
        syllables.forEach(this::add);
        final int first = pieces.size();
        syllables.forEach(syllable -> add(SPACE + syllable));
        for (int stem = first; pieces.size() < size; stem++) {
            for (final String syllable : syllables) {
                add(pieces.get(stem) + syllable);
            }
        }
    }

    private void add(final String piece) {
        if (pieces.size() < size) {
            pieces.add(piece);
        }
    }

    /** Writes the keys that readers of GGUF expect. */
    void describe(final GgufWriter writer) {
        final float[] scores = new float[size];
        final int[] kinds = new int[size];
        Arrays.fill(kinds, NORMAL);
        Arrays.fill(kinds, 0, CONTROLS, CONTROL);
        Arrays.fill(kinds, CONTROLS, FIRST_LETTER, BYTE);
        kinds[0] = UNKNOWN;
        for (int id = FIRST_LETTER; id < size; id++) {
            scores[id] = FIRST_LETTER - id;
        }
        writer.put("tokenizer.ggml.model", "llama")
                .put("tokenizer.ggml.pre", "default")
                .put("tokenizer.ggml.tokens", pieces)
                .put("tokenizer.ggml.scores", scores)
                .put("tokenizer.ggml.token_type", kinds)
                .put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.ggml.add_bos_token", true)
                .put("tokenizer.ggml.add_eos_token", false);
    }
}
