package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

final class TrainTokenizerCommandTest {
    private static final String TEXT =
            "the cat and the hat and the bat sat on the mat. ".repeat(30);

    @TempDir private Path folder;
    private Path corpus;

    @BeforeEach
    void writeCorpus() throws IOException {
        corpus = Files.writeString(folder.resolve("corpus.txt"), TEXT);
    }

    private CliRun train(final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("train-tokenizer"));
        all.addAll(List.of(args));
        return CliRun.of(all.toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "sentencepiece-bpe", "wordpiece", "unigram"})
    void every_kind_is_learnt_and_then_encodes_its_text_in_few_tokens(final String kind) {
        final Path file = folder.resolve("tokenizer.gguf");
        final CliRun run = train("--model", kind, "--vocab-size", 300, "-o", file, corpus);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith(file + ": ").contains(" tokens from 1440 bytes of text");
        final JsonNode ids = CliRun.of("tokenize", "-m", file, "--json", "the cat").json();
        assertThat(ids.get("ids").size()).isEqualTo(2);
    }

    @Test
    void unigram_may_begin_as_sentencepiece_does() {
        final Path file = folder.resolve("tokenizer.gguf");
        for (final String rule : List.of("whole-words", "sentencepiece")) {
            train(
                    "--model",
                    "unigram",
                    "--vocab-size",
                    300,
                    "--seed-pieces",
                    rule,
                    "-o",
                    file,
                    corpus);
            // Only spaces stand behind this word.
            assertThat(CliRun.of("tokenize", "-m", file, "--json", "cat").json().get("ids").size())
                    .as(rule)
                    .matches(size -> size == 1 == rule.equals("whole-words"));
        }
    }

    @Test
    void one_training_writes_both_formats() throws IOException {
        final Path json = folder.resolve("tokenizer.json");
        final Path gguf = folder.resolve("tokenizer.gguf");
        final CliRun run =
                train("--model", "bpe", "--vocab-size", 270, "-o", json, "-o", gguf, corpus);

        assertThat(run.code()).as(run.err()).isZero();
        final JsonNode model = new JsonMapper().readTree(Files.readString(json)).get("model");
        assertThat(model.get("type").stringValue()).isEqualTo("BPE");
        assertThat(model.get("vocab").size()).isEqualTo(270);
        assertThat(CliRun.of("tokenize", "-m", gguf, "the").out()).contains("'the'");
        assertThat(CliRun.of("tokenize", "-m", json, "the").out()).contains("'the'");
    }

    @Test
    void special_tokens_come_first() throws IOException {
        final Path json = folder.resolve("tokenizer.json");
        train(
                "--model",
                "bpe",
                "--vocab-size",
                270,
                "--special",
                "<|a|>",
                "--special",
                "<|b|>",
                "-o",
                json,
                corpus);

        final JsonNode vocab =
                new JsonMapper().readTree(Files.readString(json)).get("model").get("vocab");
        assertThat(vocab.get("<|a|>").asInt()).isZero();
        assertThat(vocab.get("<|b|>").asInt()).isEqualTo(1);
    }

    @Test
    void the_summary_is_json_where_asked_for() {
        final Path file = folder.resolve("tokenizer.json");
        final JsonNode line =
                train("--model", "bpe", "--vocab-size", 260, "--json", "-o", file, corpus).json();

        assertThat(line.propertyNames())
                .containsExactly(
                        "model", "vocab_size", "merges", "corpus_bytes", "seconds", "files");
        assertThat(line.get("vocab_size").asInt()).isEqualTo(260);
        assertThat(line.get("merges").asInt()).isEqualTo(4);
    }

    @Test
    void a_text_that_gives_too_few_tokens_is_said() {
        final CliRun run =
                train(
                        "--model",
                        "bpe",
                        "--vocab-size",
                        5000,
                        "-o",
                        folder.resolve("a.json"),
                        corpus);

        assertThat(run.code()).isZero();
        assertThat(run.err()).startsWith("the text gave no more: 5000 tokens were asked for");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    bpe     | 10    | --min-frequency=2     | a.json | --vocab-size: vocab_size is 10, and 256 bytes
                    bpe     | 0     | --min-frequency=2     | a.json | --vocab-size: vocab_size is 0
                    bpe     | 300   | --min-frequency=0     | a.json | --min-frequency: min_frequency is 0
                    bpe     | 300   | --special=            | a.json | --special: a special token has 0 characters
                    bpe     | 300   | --threads=0           | a.json | --threads is 0
                    bpe     | 300   | --cased               | a.json | --cased means nothing for bpe: leave it out
                    bpe     | 300   | --lossless            | a.json | --lossless means nothing for bpe
                    chars   | 300   | --cased               | a.json | --model: 'chars' is no kind of tokeniser: use bpe
                    bpe     | 300   | --seed-pieces=sentencepiece | a.json | --seed-pieces means nothing for bpe: leave it out
                    sentencepiece-bpe | 300 | --seed-pieces=whole-words | a.json | --seed-pieces means nothing for sentencepiece-bpe
                    unigram | 300   | --seed-pieces=words   | a.json | --seed-pieces: seed_pieces is 'words': use whole-words or sentencepiece
                    unigram | 300   | --character-coverage=2| a.json | --character-coverage: character_coverage is 2.0
                    bpe     | 300   | --min-frequency=2     | a.txt  | its name must end in .json or in .gguf
                    """)
    void wrong_usage_is_explained(
            final String kind,
            final String size,
            final String option,
            final String output,
            final String message) {
        final CliRun run =
                train(
                        "--model",
                        kind,
                        "--vocab-size",
                        size,
                        option,
                        "-o",
                        folder.resolve(output),
                        corpus);

        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(message).endsWith("(vesalius help train-tokenizer)\n");
        assertThat(folder.resolve(output)).doesNotExist();
    }

    @Test
    void what_is_no_text_is_refused_with_its_place_and_leaves_no_file() throws IOException {
        final Path bad = Files.write(folder.resolve("bad.txt"), new byte[] {'a', ' ', (byte) 0xff});
        final CliRun run =
                train(
                        "--model",
                        "bpe",
                        "--vocab-size",
                        300,
                        "-o",
                        folder.resolve("a.json"),
                        corpus,
                        bad);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "vesalius: %s is no UTF-8: byte 0xFF at offset 2 can't stand there: convert the file\n"
                                .formatted(bad));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(corpus, bad);
        }
    }

    @Test
    void a_missing_folder_is_said_before_the_training() {
        final CliRun run =
                train(
                        "--model",
                        "bpe",
                        "--vocab-size",
                        300,
                        "-o",
                        folder.resolve("nowhere/a.json"),
                        corpus);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("its folder isn't there");
    }
}
