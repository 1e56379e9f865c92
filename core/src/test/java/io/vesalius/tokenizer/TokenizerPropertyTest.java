package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.base.BadRequestException;
import io.vesalius.format.GgufFile;
import io.vesalius.testing.RandomText;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What holds for every text and every sequence of ids. */
final class TokenizerPropertyTest {
    private static final int TEXTS = 3000;

    private static Tokenizer bytes() {
        return TestVocabulary.byteLevel("llama-bpe")
                .merge("t", "h")
                .merge("th", "e")
                .merge("\u0120", "the")
                .merge("\u00F0", "\u0141")
                .merge("\u00E4", "\u00B8")
                .token("<|im_end|>", TokenKind.CONTROL)
                .token("\u4E2D\uD83D\uDE00", TokenKind.USER_DEFINED)
                .tokenizer();
    }

    private static Tokenizer pieces() {
        return TestVocabulary.sentencePiece()
                .piece("\u2581", -1)
                .piece("t", -2)
                .piece("h", -3)
                .piece("th", -4)
                .piece("\u2581th", -5)
                .piece("\u4E2D", -6)
                .piece("\u4E2D\u6587", -7)
                .piece("\uD83D\uDE00", -8)
                .token("<|im_end|>", TokenKind.CONTROL)
                .token("the", TokenKind.USER_DEFINED)
                .flag("add_space_prefix", true)
                .tokenizer();
    }

    private static Tokenizer real(final String name) {
        try (GgufFile file = GgufFile.open(Shared.path("tokenizers/" + name + ".gguf"))) {
            return Tokenizer.from(file.metadata());
        }
    }

    private static void lossless(final Tokenizer tokenizer, final boolean marks) {
        for (int seed = 0; seed < TEXTS; seed++) {
            final String text = new RandomText(seed).next(24);
            final String expected = marks ? text.replace('\u2581', ' ') : text;
            assertThat(tokenizer.decode(tokenizer.encode(text)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void no_text_has_fewer_tokens_than_its_bytes_say() {
        for (final Tokenizer tokenizer : new Tokenizer[] {bytes(), pieces()}) {
            for (int seed = 0; seed < TEXTS; seed++) {
                final String text = new RandomText(seed).next(24);
                assertThat(tokenizer.fewestTokens(text))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(tokenizer.encode(text).length);
            }
        }
        assertThat(bytes().fewestTokens("\u4E2D\uD83D\uDE00".repeat(1000)))
                .isEqualTo(7 * 1000 / 10); // <|im_end|> is the longest
        assertThat(pieces().fewestTokens("the ".repeat(1000))).isEqualTo(400);
    }

    @Test
    void every_character_comes_back() {
        for (int first = 0; first <= Character.MAX_CODE_POINT; first += 0x4000) {
            final StringBuilder text = new StringBuilder("x");
            for (int read = first; read < first + 0x4000; read++) {
                if (Character.getType(read) != Character.SURROGATE && read != 0x2581) {
                    text.appendCodePoint(read);
                }
            }
            for (final Tokenizer tokenizer : new Tokenizer[] {bytes(), pieces()}) {
                assertThat(tokenizer.decode(tokenizer.encode(text.toString())))
                        .as("from %x", first)
                        .isEqualTo(text.toString());
            }
        }
    }

    @Test
    void byte_level_vocabularies_lose_nothing() {
        lossless(bytes(), false);
    }

    @Test
    void sentencepiece_vocabularies_with_byte_tokens_lose_nothing() {
        lossless(pieces(), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "llama-bpe"})
    void real_byte_level_vocabularies_lose_nothing(final String name) {
        lossless(real("ggml-vocab-" + name), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"falcon", "starcoder"})
    void vocabularies_that_lack_a_byte_refuse_a_text_rather_than_drop_it(final String name) {
        final Tokenizer tokenizer = real("ggml-vocab-" + name);
        int refused = 0;
        for (int seed = 0; seed < TEXTS; seed++) {
            final String text = new RandomText(seed).next(24);
            try {
                assertThat(tokenizer.decode(tokenizer.encode(text)))
                        .as("seed %d", seed)
                        .isEqualTo(text);
            } catch (BadRequestException e) {
                assertThat(e).hasMessageContaining("which this vocabulary can't spell");
                refused++;
            }
        }
        assertThat(refused).isBetween(1, TEXTS / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-spm", "phi-3"})
    void real_sentencepiece_vocabularies_lose_nothing(final String name) {
        lossless(real("ggml-vocab-" + name), true);
    }

    @Test
    void vocabularies_that_compose_lose_nothing_but_how_a_character_was_composed() {
        final Tokenizer tokenizer = real("ggml-vocab-qwen2");
        for (int seed = 0; seed < TEXTS; seed++) {
            final String text = new RandomText(seed).next(24);
            final String decoded = tokenizer.decode(tokenizer.encode(text));
            assertThat(Normalizer.normalize(decoded, Normalizer.Form.NFC))
                    .as("seed %d", seed)
                    .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
        }
    }

    @Test
    void a_lone_surrogate_is_encoded_as_the_replacement_character() {
        assertThat(bytes().decode(bytes().encode("a\uD800b\uDC00"))).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void streaming_gives_what_decoding_at_once_gives_wherever_it_is_cut() {
        for (final Tokenizer tokenizer : new Tokenizer[] {bytes(), pieces()}) {
            for (int seed = 0; seed < TEXTS; seed++) {
                final int[] ids =
                        new SplittableRandom(seed).ints(20, 0, tokenizer.vocabSize()).toArray();
                check(tokenizer, ids, seed);
            }
        }
    }

    @Test
    void streaming_of_texts_gives_the_texts() {
        for (int seed = 0; seed < TEXTS / 3; seed++) {
            final String text = new RandomText(seed).next(10);
            check(bytes(), bytes().encode(text), seed);
        }
    }

    private static void check(final Tokenizer tokenizer, final int[] ids, final int seed) {
        for (final DecodeOptions options :
                new DecodeOptions[] {DecodeOptions.TEXT, DecodeOptions.WITH_CONTROL}) {
            final StreamingDecoder decoder = tokenizer.streamingDecoder(options);
            final StringBuilder streamed = new StringBuilder();
            final String whole = tokenizer.decode(ids, options);
            for (int cut = 0; cut < ids.length; cut++) {
                final String piece = decoder.push(ids[cut]);
                wellFormed(piece, seed);
                streamed.append(piece);
                final String start = tokenizer.decode(Arrays.copyOf(ids, cut + 1), options);
                assertThat(whole).as("seed %d", seed).startsWith(streamed);
                assertThat(start).as("seed %d", seed).startsWith(streamed);
                assertThat(start.length() - streamed.length())
                        .as("kept back at seed %d", seed)
                        .isBetween(0, 1);
            }
            streamed.append(decoder.finish());
            assertThat(streamed.toString()).as("seed %d", seed).isEqualTo(whole);
        }
    }

    private static void wellFormed(final String piece, final int seed) {
        final byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
        assertThat(new String(utf8, StandardCharsets.UTF_8))
                .as("half a character at seed %d", seed)
                .isEqualTo(piece);
    }

    @Test
    void bytes_that_are_no_characters_become_one_replacement_each_maximal_part() {
        final Tokenizer tokenizer = bytes();
        final int[] ids = {0xE4, 0xB8, 'a', 0xFF, 0xC3, 0xA9, 0xF0, 0x9F};
        final int[] spelled = new int[ids.length];
        Arrays.setAll(spelled, i -> byteId(tokenizer, ids[i]));
        assertThat(tokenizer.decode(spelled)).isEqualTo("\uFFFDa\uFFFD\u00E9\uFFFD");
    }

    private static int byteId(final Tokenizer tokenizer, final int value) {
        for (int id = 0; id < 256; id++) {
            if (Arrays.equals(tokenizer.bytes(id), new byte[] {(byte) value})) {
                return id;
            }
        }
        throw new AssertionError("no token of byte " + value);
    }
}
