package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

/**
 * A megabyte that no space divides, of what makes encoders slow: one letter, one sign, marks that
 * combine, zeros, letters from the right. Quadratic work would take minutes; that is all that the
 * limit guards against.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LongTextTest {
    private static final int LENGTH = 1_000_000;
    private static final String COMBINING = "\u0301";
    private static final String HEBREW = "\u05D0";

    /** Merges that go on with each other: a, aa, aaaa, aaaaaaaa. */
    private static Tokenizer byteLevel(final String pre) {
        return TestVocabulary.byteLevel(pre)
                .merge("a", "a")
                .merge("aa", "aa")
                .merge("aaaa", "aaaa")
                .merge("^", "^")
                .tokenizer();
    }

    private static Tokenizer sentencePiece() {
        return TestVocabulary.sentencePiece()
                .token("\u2581", TokenKind.NORMAL, -1)
                .token("a", TokenKind.NORMAL, -2)
                .token("aa", TokenKind.NORMAL, -3)
                .token("aaaa", TokenKind.NORMAL, -4)
                .tokenizer();
    }

    private static Tokenizer unigram() {
        return TestVocabulary.unigram()
                .token("\u2581", TokenKind.NORMAL, -1)
                .token("a", TokenKind.NORMAL, -2)
                .token("aaa", TokenKind.NORMAL, -3)
                .tokenizer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "^", "\u0000", COMBINING, HEBREW, "1", "\n", "\uFEFF"})
    void byte_level_vocabularies_give_a_long_text_back(final String character) {
        for (final String pre : new String[] {"gpt-2", "llama-bpe", "deepseek-v3", "gpt-4o"}) {
            final Tokenizer tokenizer = byteLevel(pre);
            final String text = character.repeat(LENGTH);
            assertThat(tokenizer.decode(tokenizer.encode(text))).as(pre).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "^", "\u0000", COMBINING, HEBREW})
    void sentencepiece_vocabularies_give_a_long_text_back(final String character) {
        final Tokenizer tokenizer = sentencePiece();
        final String text = character.repeat(LENGTH);
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "^", COMBINING, HEBREW})
    void unigram_vocabularies_encode_a_long_text(final String character) {
        final int[] ids = unigram().encode(character.repeat(LENGTH));
        assertThat(ids).isNotEmpty().hasSizeLessThanOrEqualTo(LENGTH + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "^", COMBINING, HEBREW})
    void wordpiece_vocabularies_encode_a_long_text(final String character) {
        final int[] ids =
                TestVocabulary.wordPiece()
                        .token("\u2581a", TokenKind.NORMAL)
                        .token("a", TokenKind.NORMAL)
                        .tokenizer()
                        .encode(character.repeat(LENGTH));
        assertThat(ids).hasSizeLessThanOrEqualTo(LENGTH);
    }
}
