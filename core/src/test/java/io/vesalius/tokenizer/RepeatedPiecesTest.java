package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;
import io.vesalius.testing.RandomText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** What is remembered of pieces changes nothing but time. */
final class RepeatedPiecesTest {
    private static TestVocabulary vocabulary(final String kind) {
        return switch (kind) {
            case "byte-level" ->
                    TestVocabulary.byteLevel("gpt-2")
                            .merge("t", "h")
                            .merge("h", "e")
                            .merge("th", "e")
                            .token("he\u0120", TokenKind.NORMAL)
                            .token("ab", TokenKind.NORMAL);
            case "sentencepiece" ->
                    TestVocabulary.sentencePiece()
                            .piece("t", -1)
                            .piece("h", -2)
                            .piece("th", -3)
                            .piece("\u2581th", -4);
            case "unigram" ->
                    TestVocabulary.unigram()
                            .piece("\u2581", -2)
                            .piece("t", -3)
                            .piece("th", -4)
                            .piece("\u2581t", -3.5);
            default ->
                    TestVocabulary.wordPiece()
                            .token("\u2581t", TokenKind.NORMAL)
                            .token("h", TokenKind.NORMAL)
                            .token("\u2581th", TokenKind.NORMAL);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "sentencepiece", "unigram", "wordpiece"})
    void a_tokeniser_that_has_seen_much_gives_the_ids_of_a_new_one(final String kind) {
        final Tokenizer seasoned = vocabulary(kind).tokenizer();
        for (int seed = 0; seed < 2000; seed++) {
            final String text = "the th he" + new RandomText(seed).next(12) + " the ththe";
            final int[] first = seasoned.encode(text);
            assertThat(seasoned.encode(text)).as("seed %d", seed).isEqualTo(first);
            if (seed % 100 == 99) {
                assertThat(vocabulary(kind).tokenizer().encode(text))
                        .as("seed %d", seed)
                        .isEqualTo(first);
            }
        }
    }

    @Test
    void a_token_that_no_merge_makes_stays_its_parts() {
        final TestVocabulary vocabulary = vocabulary("byte-level");
        final Tokenizer tokenizer = vocabulary.tokenizer();
        final int[] parts = {vocabulary.idOf("a"), vocabulary.idOf("b")};
        assertThat(tokenizer.encode("ab")).isEqualTo(parts);
        assertThat(tokenizer.encode("ab")).isEqualTo(parts);
    }

    @Test
    void many_texts_at_once_become_what_each_becomes_alone() {
        final Tokenizer tokenizer = vocabulary("byte-level").tokenizer();
        final List<String> texts = new ArrayList<>();
        for (int seed = 0; seed < 500; seed++) {
            texts.add("the " + new RandomText(seed).next(40));
        }
        final List<int[]> all = tokenizer.encodeAll(texts, EncodeOptions.PLAIN);
        assertThat(all).hasSameSizeAs(texts);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i)).as("text %d", i).isEqualTo(tokenizer.encode(texts.get(i)));
        }
    }

    @Test
    void many_texts_at_once_fail_as_the_first_bad_one_fails() {
        final Tokenizer tokenizer = vocabulary("byte-level").tokenizer();
        assertThatThrownBy(
                        () ->
                                tokenizer.encodeAll(
                                        List.of("a", "b"), new EncodeOptions(true, false, false)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("beginning-of-sequence");
    }

    /** Longer than short pieces' arrays and than what is remembered. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 47, 48, 49, 50, 95, 96, 97, 1000})
    void pieces_of_every_length_merge_by_rank(final int length) {
        final Tokenizer tokenizer =
                TestVocabulary.byteLevel("gpt-2").merge("a", "a").merge("aa", "aa").tokenizer();
        final int[] ids = tokenizer.encode("a".repeat(length));
        assertThat(ids).hasSize(length / 4 + length % 4 / 2 + length % 2);
        assertThat(tokenizer.encode("a".repeat(length))).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo("a".repeat(length));
    }
}
