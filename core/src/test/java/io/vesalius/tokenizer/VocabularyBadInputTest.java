package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Vocabularies that contradict themselves: one line each, naming the key and what is allowed. */
final class VocabularyBadInputTest {
    private static void bad(final TestVocabulary vocabulary, final String message) {
        assertThatThrownBy(vocabulary::tokenizer)
                .isInstanceOf(BadFileException.class)
                .hasMessage(message);
    }

    @Nested
    class Tokens {
        @Test
        void there_must_be_one() { // 54
            bad(
                    TestVocabulary.empty("llama"),
                    "tokenizer.ggml.tokens is empty: a vocabulary needs at least one token");
        }

        @Test
        void the_list_must_be_there() { // 42
            bad(
                    TestVocabulary.sentencePiece().without(TestVocabulary.TOKENS),
                    "metadata key 'tokenizer.ggml.tokens' is missing, and the model needs it");
        }

        @Test
        void the_list_must_hold_strings() { // 43
            bad(
                    TestVocabulary.sentencePiece()
                            .set(
                                    TestVocabulary.TOKENS,
                                    new GgufValue.Wholes(GgufType.INT32, new long[] {1})),
                    "metadata key 'tokenizer.ggml.tokens' is array of 1 int32: it must be an array"
                            + " of strings");
        }

        @Test
        void each_must_have_a_score() { // 55
            bad(
                    TestVocabulary.sentencePiece()
                            .set(
                                    TestVocabulary.SCORES,
                                    new GgufValue.Reals(GgufType.FLOAT32, new double[1])),
                    "tokenizer.ggml.scores has 1 entries for 259 tokens: every token needs one");
        }

        @Test
        void each_must_have_a_type() { // 55
            bad(
                    TestVocabulary.byteLevel("gpt-2")
                            .set(
                                    TestVocabulary.TYPES,
                                    new GgufValue.Wholes(GgufType.INT32, new long[] {1, 1})),
                    "tokenizer.ggml.token_type has 2 entries for 256 tokens: every token needs"
                            + " one");
        }

        @Test
        void scores_of_bytes_are_no_scores() { // 56
            bad(
                    TestVocabulary.sentencePiece()
                            .set(
                                    TestVocabulary.SCORES,
                                    new GgufValue.Wholes(GgufType.UINT8, new long[259])),
                    "metadata key 'tokenizer.ggml.scores' is array of 259 uint8: it must be an"
                            + " array of f32");
        }

        @Test
        void types_of_bytes_are_no_types() { // 56
            bad(
                    TestVocabulary.sentencePiece()
                            .set(
                                    TestVocabulary.TYPES,
                                    new GgufValue.Wholes(GgufType.UINT8, new long[259])),
                    "metadata key 'tokenizer.ggml.token_type' is array of 259 uint8: it must be an"
                            + " array of i32");
        }

        @Test
        void a_type_must_be_one_of_six() {
            final long[] types = new long[259];
            java.util.Arrays.fill(types, 1);
            types[7] = 9;
            bad(
                    TestVocabulary.sentencePiece()
                            .set(TestVocabulary.TYPES, new GgufValue.Wholes(GgufType.INT32, types)),
                    "tokenizer.ggml.token_type has 9 at 7: it must be from 1 to 6");
        }

        @Test
        void a_score_must_be_finite() {
            final double[] scores = new double[259];
            scores[5] = Double.NaN;
            bad(
                    TestVocabulary.sentencePiece()
                            .set(
                                    TestVocabulary.SCORES,
                                    new GgufValue.Reals(GgufType.FLOAT32, scores)),
                    "tokenizer.ggml.scores has NaN at 5: it must be finite");
        }

        @Test
        void none_may_stand_twice() { // 62
            bad(
                    TestVocabulary.byteLevel("gpt-2").token("a", TokenKind.NORMAL),
                    "tokenizer.ggml.tokens has 'a' twice, at 97 and 256: every token must differ");
        }

        @Test
        void none_may_be_as_long_as_a_book() {
            bad(
                    TestVocabulary.byteLevel("gpt-2").token("x".repeat(2049), TokenKind.NORMAL),
                    "tokenizer.ggml.tokens has a token of 2049 characters at 256: at most 2048 are"
                            + " allowed");
        }
    }

    @Nested
    class Merges {
        @Test
        void of_an_unknown_token_are_refused() { // 57
            bad(
                    TestVocabulary.byteLevel("gpt-2").mergeLine("a xyz"),
                    "tokenizer.ggml.merges has 'a xyz' at 0: the line names a token that the"
                            + " vocabulary lacks");
        }

        @Test
        void that_make_no_token_are_refused() { // 58
            bad(
                    TestVocabulary.byteLevel("gpt-2").merge("a", "b").mergeLine("ab ab"),
                    "tokenizer.ggml.merges has 'ab ab' at 1: the line makes a token that the"
                            + " vocabulary lacks");
        }

        @Test
        void without_a_space_are_refused() { // 59
            bad(
                    TestVocabulary.byteLevel("gpt-2").mergeLine("ab"),
                    "tokenizer.ggml.merges has 'ab' at 0: the line must be two tokens with one"
                            + " space between them");
        }

        @Test
        void with_two_spaces_are_refused() { // 59
            bad(
                    TestVocabulary.byteLevel("gpt-2").mergeLine("a b c"),
                    "tokenizer.ggml.merges has 'a b c' at 0: the line must be two tokens with one"
                            + " space between them");
        }

        @Test
        void that_are_missing_are_named() { // 42
            bad(
                    TestVocabulary.byteLevel("gpt-2").without(TestVocabulary.MERGES),
                    "metadata key 'tokenizer.ggml.merges' is missing, and the model needs it");
        }
    }

    @Nested
    class ByteTokens {
        @Test
        void must_name_a_byte() { // 60
            bad(
                    TestVocabulary.sentencePiece().token("<0x-1>", TokenKind.BYTE),
                    "tokenizer.ggml.tokens has the byte token '<0x-1>' at 259: it must be from"
                            + " <0x00> to <0xFF>");
            bad(
                    TestVocabulary.sentencePiece().token("<0xZZ>", TokenKind.BYTE),
                    "tokenizer.ggml.tokens has the byte token '<0xZZ>' at 259: it must be from"
                            + " <0x00> to <0xFF>");
        }

        @Test
        void must_be_there_for_each_byte_or_none() { // 60
            bad(
                    TestVocabulary.empty("llama")
                            .token("<unk>", TokenKind.UNKNOWN)
                            .token("<0x00>", TokenKind.BYTE)
                            .token("<0x02>", TokenKind.BYTE),
                    "tokenizer.ggml.tokens has 2 byte tokens, without <0x01>: it must have all 256"
                            + " or none");
        }

        @Test
        void may_all_be_missing() { // 60
            final Tokenizer tokenizer =
                    TestVocabulary.empty("llama")
                            .token("<unk>", TokenKind.UNKNOWN)
                            .piece("\u2581", 0)
                            .piece("a", 0)
                            .tokenizer();
            assertThat(tokenizer.encode("a\u4E2D\u6587a")).containsExactly(1, 2, 0, 2);
        }
    }

    @Nested
    class Roles {
        @Test
        void an_id_after_the_last_is_refused() { // 61
            bad(
                    TestVocabulary.byteLevel("gpt-2").id("bos", 256),
                    "metadata key 'tokenizer.ggml.bos_token_id' is 256: it must be from 0 to 255,"
                            + " the vocabulary's last id");
        }

        @Test
        void a_negative_id_is_refused() { // 61
            bad(
                    TestVocabulary.byteLevel("gpt-2")
                            .set(
                                    "tokenizer.ggml.eos_token_id",
                                    new GgufValue.Whole(GgufType.INT32, -1)),
                    "metadata key 'tokenizer.ggml.eos_token_id' is -1: it must be from 0 to 255,"
                            + " the vocabulary's last id");
        }

        @Test
        void the_largest_number_of_32_bits_is_no_id() { // 61
            bad(
                    TestVocabulary.sentencePiece().id("unknown", 0xFFFF_FFFFL),
                    "metadata key 'tokenizer.ggml.unknown_token_id' is 4294967295: it must be from"
                            + " 0 to 258, the vocabulary's last id");
        }

        @Test
        void an_id_must_be_a_whole_number() { // 43
            bad(
                    TestVocabulary.byteLevel("gpt-2")
                            .set("tokenizer.ggml.bos_token_id", new GgufValue.Text("1")),
                    "metadata key 'tokenizer.ggml.bos_token_id' is string '1': it must be an"
                            + " integer");
        }

        @Test
        void a_token_that_is_to_be_added_must_be_there() {
            bad(
                    TestVocabulary.byteLevel("gpt-2").flag("add_bos_token", true),
                    "metadata key 'tokenizer.ggml.add_bos_token' is true, and the vocabulary has no"
                            + " such token");
        }
    }

    @Nested
    class Rules {
        @Test
        void an_unknown_pre_tokeniser_is_named_and_never_guessed() { // 64
            assertThatThrownBy(TestVocabulary.byteLevel("quantum-7")::tokenizer)
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageStartingWith(
                            "tokenizer.ggml.pre is 'quantum-7', whose rules aren't known here: the"
                                    + " known are bailingmoe, ");
        }

        @Test
        void a_missing_pre_tokeniser_is_never_guessed() { // 64
            bad(
                    TestVocabulary.byteLevel("gpt-2").without("tokenizer.ggml.pre"),
                    "metadata key 'tokenizer.ggml.pre' is missing: a byte-level vocabulary can't be"
                            + " used without the name of its rules; convert the model again");
        }

        @Test
        void an_unknown_model_is_told_the_known() {
            assertThatThrownBy(TestVocabulary.empty("rwkv")::tokenizer)
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessage(
                            "tokenizer.ggml.model is 'rwkv', which isn't built: use a model with"
                                    + " one of gpt2, llama, t5, bert");
        }
    }
}
