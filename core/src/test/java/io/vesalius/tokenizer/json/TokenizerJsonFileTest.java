package io.vesalius.tokenizer.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.testing.RandomText;
import io.vesalius.testing.Shared;
import io.vesalius.tokenizer.TokenKind;
import io.vesalius.tokenizer.Tokenizer;
import io.vesalius.tokenizer.train.Corpus;
import io.vesalius.tokenizer.train.TokenizerTrainer;
import io.vesalius.tokenizer.train.TrainedTokenizer;
import io.vesalius.tokenizer.train.TrainingOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class TokenizerJsonFileTest {
    private static final String BYTES =
            """
            {"added_tokens": [{"id": 5, "content": "<|end|>", "special": true}],
             "normalizer": null,
             "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true},
             "post_processor": null,
             "model": {"type": "BPE", "ignore_merges": false,
               "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4},
               "merges": [["a", "b"], ["ab", "c"]]}}
            """;

    @TempDir private Path folder;

    private Tokenizer open(final String json) throws IOException {
        return TokenizerJsonFile.open(Files.writeString(folder.resolve("tokenizer.json"), json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpe", "sentencepiece-bpe", "wordpiece", "unigram"})
    void what_a_trainer_wrote_encodes_as_what_it_made(final String kind) throws IOException {
        final String corpus =
                "the cat, the hat and the bat; a caf\u00E9 \uC11C\uC6B8 \u4E2D\u6587. ".repeat(40);
        final TrainedTokenizer trained =
                TokenizerTrainer.of(kind)
                        .train(
                                Corpus.ofTexts(List.of(corpus)),
                                TrainingOptions.of(400).withSpecialTokens("<|im_end|>"));
        final Path file = folder.resolve("tokenizer.json");
        trained.writeJson(file);

        final Tokenizer made = trained.tokenizer();
        final Tokenizer read = TokenizerJsonFile.open(file);
        assertThat(read.vocabSize()).isEqualTo(made.vocabSize());
        assertThat(read.eotId()).isEqualTo(made.eotId()).isPresent();
        assertThat(read.bosId()).isEqualTo(made.bosId());
        assertThat(read.eosId()).isEqualTo(made.eosId());
        assertThat(read.unkId()).isEqualTo(made.unkId());
        assertThat(read.addsBos()).isEqualTo(made.addsBos());
        for (int id = 0; id < made.vocabSize(); id++) {
            assertThat(read.bytes(id)).isEqualTo(made.bytes(id));
            assertThat(read.kind(id)).isEqualTo(made.kind(id));
        }
        for (int seed = 0; seed < 500; seed++) {
            final String text = corpus.substring(0, 40) + new RandomText(seed).next(30);
            assertThat(read.encode(text)).as("seed %d", seed).isEqualTo(made.encode(text));
        }
    }

    @ParameterizedTest
    @CsvSource({"bpe-english, texts/english-judge.txt", "bpe-udhr, texts/udhr/hin.txt"})
    void a_file_of_hugging_face_encodes_like_training_anew(final String name, final String text)
            throws IOException {
        final Tokenizer read =
                TokenizerJsonFile.open(Shared.path("fixtures/trainers/" + name + ".json"));
        final String judged = Files.readString(Shared.path(text));

        assertThat(read.decode(read.encode(judged))).isEqualTo(judged);
        assertThat(read.eosId()).hasValue(0);
        if (name.equals("bpe-english")) {
            assertThat(read.encode(judged)).hasSize(10324); // counted by Hugging Face
        }
    }

    @Test
    void merges_decide_what_a_text_becomes() throws IOException {
        assertThat(open(BYTES).encode("abcab")).containsExactly(4, 3);
    }

    @Test
    void merges_may_be_lines_as_in_old_files() throws IOException {
        final String old =
                BYTES.replace("[[\"a\", \"b\"], [\"ab\", \"c\"]]", "[\"a b\", \"ab c\"]");

        assertThat(open(old).encode("abcab")).containsExactly(4, 3);
    }

    @Test
    void added_tokens_are_markup_where_special_and_else_found_in_any_text() throws IOException {
        final String two =
                BYTES.replace("}],", "}, {\"id\": 6, \"content\": \"cc\", \"special\": false}],");

        assertThat(open(two).kind(5)).isEqualTo(TokenKind.CONTROL);
        assertThat(open(two).encode("accb")).containsExactly(0, 6, 1);
    }

    @Test
    void ids_that_no_token_has_are_filled() throws IOException {
        final Tokenizer tokenizer = open(BYTES.replace("\"id\": 5", "\"id\": 7"));

        assertThat(tokenizer.vocabSize()).isEqualTo(8);
        assertThat(tokenizer.kind(6)).isEqualTo(TokenKind.UNUSED);
    }

    @Test
    void the_template_says_what_opens_and_closes_a_text() throws IOException {
        final String template =
                BYTES.replace(
                        "\"post_processor\": null",
                        "\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\":"
                                + " [{\"SpecialToken\": {\"id\": \"<|end|>\", \"type_id\": 0}},"
                                + " {\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}]}");

        assertThat(open(template).addsBos()).isTrue();
        assertThat(open(template).addsEos()).isFalse();
        assertThat(open(template).bosId()).hasValue(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "BPE"                      | "WordLevel"                | model.type is "WordLevel", which isn't built
                    "normalizer": null         | "normalizer": {"type": "Lowercase"} | normalizer.type is "Lowercase", which isn't built
                    "ByteLevel"                | "Whitespace"               | pre_tokenizer.type is "Whitespace", which isn't built
                    "add_prefix_space": false  | "add_prefix_space": true   | pre_tokenizer.add_prefix_space is true, which isn't built
                    "ignore_merges": false     | "ignore_merges": true      | no rules here are those of its pre_tokenizer, and ignore_merges true
                    "special": true            | "lstrip": true             | added_tokens[0].lstrip is true, which isn't built
                    "ignore_merges": false     | "dropout": 0.1             | model.dropout is 0.1, which isn't built
                    "post_processor": null     | "post_processor": {"type": "Odd"} | post_processor.type is "Odd", which isn't built
                    """)
    void a_stage_that_isnt_built_is_named(
            final String part, final String by, final String message) {
        assertThatThrownBy(() -> open(BYTES.replace(part, by)))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("tokenizer.json: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "ab": 3                    | "ab": 2                    | the id 2 belongs to two tokens
                    "ab": 3                    | "ab": -3                   | model.vocab.ab is -3: it must be a whole number from 0
                    "ab": 3                    | "ab": 2147483647           | has the id 2147483647: at most 4194303
                    "ab": 3                    | "ab": "x"                  | model.vocab.ab is "x": it must be a whole number
                    "id": 5                    | "id": 2000000000           | a token has the id 2000000000: at most 4194303
                    ["a", "b"]                 | ["a"]                      | model.merges[0] is ["a"]: it must be two tokens
                    ["a", "b"]                 | "a  b"                     | must be two tokens with one space between them
                    ["a", "b"]                 | ["b", "z"]                 | names a token that the vocabulary lacks
                    "model":                   | "modem":                   | model is missing: it must be the model
                    "type": "BPE"              | "type": 7                  | model.type is 7: it must be a string
                    "vocab":                   | "vocab": 3, "x":           | model.vocab is 3: it must be an object
                    "a": 0                     | "a": 0, "a": 0             | line
                    {"added_tokens"            | {{                         | line 1, column
                    """)
    void a_file_that_contradicts_itself_is_refused_with_the_place(
            final String part, final String by, final String message) {
        assertThatThrownBy(() -> open(BYTES.replace(part, by)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void brackets_without_end_are_refused() {
        assertThatThrownBy(() -> open("[".repeat(100_000)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("it goes beyond what is read: 500 levels");
    }

    @Test
    void what_is_no_file_is_refused() {
        assertThatThrownBy(() -> TokenizerJsonFile.open(folder))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("this is no file");
        assertThatThrownBy(() -> TokenizerJsonFile.open(folder.resolve("nowhere.json")))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("no such file");
    }
}
