package io.vesalius.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Each mistake gives one line that says where and what to do. */
final class TrainingBadInputTest {
    @TempDir Path folder;

    private static final TrainingOptions OPTIONS = TrainingOptions.of(1000);

    private Path file(final String name, final byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static void train(
            final String model, final TrainingOptions options, final Path... files) {
        TokenizerTrainer.of(model).train(Corpus.ofFiles(List.of(files)), options);
    }

    @Test
    void an_unknown_model_is_refused_with_the_known_ones() {
        assertThatThrownBy(() -> TokenizerTrainer.of("sentencepiece"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("sentencepiece-bpe, wordpiece or unigram");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "sentencepiece-bpe", "wordpiece", "unigram"})
    void an_empty_corpus_is_refused(final String model) throws IOException {
        final Path empty = file("empty.txt", new byte[0]);
        assertThatThrownBy(() -> train(model, OPTIONS, empty))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("the corpus is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "wordpiece", "unigram"})
    void a_corpus_of_white_space_is_empty(final String model) throws IOException {
        final Path blank = file("blank.txt", " \n\t\n  ".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> train(model, OPTIONS, blank))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("the corpus is empty");
    }

    @Test
    void no_files_are_no_corpus() {
        assertThatThrownBy(() -> Corpus.ofFiles(List.of()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("name at least one file");
    }

    @Test
    void a_missing_file_and_a_folder_are_named() {
        assertThatThrownBy(() -> Corpus.ofFiles(List.of(folder.resolve("nothing.txt"))))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("nothing.txt isn't there");
        assertThatThrownBy(() -> Corpus.ofFiles(List.of(folder)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("is no readable file");
    }

    @Test
    void a_file_that_is_no_utf8_is_named_with_the_offset() throws IOException {
        final byte[] text = "some words\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        final byte[] bad = text.clone();
        bad[1_234_567] = (byte) 0xE9;
        bad[2_100_000] = (byte) 0xE9;
        final Path good = file("good.txt", text);
        final Path latin = file("latin.txt", bad);
        assertThatThrownBy(() -> train("bpe", OPTIONS, good, latin))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("latin.txt is no UTF-8")
                .hasMessageContaining("0xE9 at offset 1234567");
    }

    @Test
    void a_character_cut_off_at_the_end_is_no_utf8() throws IOException {
        final Path cut = file("cut.txt", new byte[] {'a', ' ', (byte) 0xE4, (byte) 0xB8});
        assertThatThrownBy(() -> train("bpe", OPTIONS, cut))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("0xE4 at offset 2");
    }

    @Test
    void a_file_may_hold_the_replacement_character() throws IOException {
        train("bpe", OPTIONS, file("good.txt", "a \uFFFD b".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "sentencepiece-bpe", "wordpiece", "unigram"})
    void a_vocabulary_smaller_than_its_alphabet_is_refused_with_the_numbers(final String model)
            throws IOException {
        final Path text =
                file("text.txt", "the quick brown fox jumps".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> train(model, TrainingOptions.of(20), text))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("vocab_size is 20")
                .hasMessageContaining("raise it");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
    void a_size_out_of_range_is_refused(final int size) {
        assertThatThrownBy(() -> TrainingOptions.of(size))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("vocab_size is " + size);
    }

    @Test
    void special_tokens_that_repeat_or_are_empty_are_refused() {
        assertThatThrownBy(() -> OPTIONS.withSpecialTokens("<a>", "<b>", "<a>"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("'<a>' is there twice");
        assertThatThrownBy(() -> OPTIONS.withSpecialTokens(""))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("0 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "sentencepiece-bpe", "wordpiece", "unigram"})
    void a_special_token_that_is_a_character_of_the_corpus_is_refused(final String model)
            throws IOException {
        final Path text = file("text.txt", "a b a b a b".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> train(model, OPTIONS.withSpecialTokens("a"), text))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("the special token 'a' is");
    }

    @Test
    void the_name_of_a_byte_is_no_special_token() {
        assertThatThrownBy(
                        () ->
                                new UnigramTrainer()
                                        .train(
                                                Corpus.ofTexts(List.of("a")),
                                                OPTIONS.withSpecialTokens("<0x0A>")))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("<0x0A>");
    }

    @Test
    void more_words_than_memory_allows_are_a_capacity_error() {
        final WordCounts counts = new WordCounts(1 << 20);
        final byte[] word = new byte[32];
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 1_000_000; i++) {
                                Arrays.fill(word, (byte) (i >> 8));
                                word[0] = (byte) i;
                                word[1] = (byte) (i >> 16);
                                counts.add(word, 0, word.length, 1);
                            }
                        })
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("at most 1 MiB may go to them")
                .hasMessageContaining("-Xmx");
        assertThat(counts.size()).isGreaterThan(1000);
    }
}
