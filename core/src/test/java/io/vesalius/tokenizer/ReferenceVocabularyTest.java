package io.vesalius.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Real vocabularies against what their reference implementations made of the same texts. */
class ReferenceVocabularyTest {
    private static final String SEPARATOR = "\n__ggml_vocab_test__\n";

    static Stream<String> names() throws IOException {
        if (!Shared.has("tokenizers")) {
            return Stream.of("ggml-vocab-gpt-2.gguf");
        }
        try (Stream<Path> files = Files.list(Shared.path("tokenizers"))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".gguf"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void short_texts_become_the_reference_ids(final String name) throws IOException {
        final Tokenizer tokenizer = open(name);
        final String[] texts =
                Files.readString(Shared.path("tokenizers/" + name + ".inp")).split(SEPARATOR, -1);
        final List<String> expected =
                Files.readAllLines(Shared.path("tokenizers/" + name + ".out"));
        assertThat(texts.length).isGreaterThanOrEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(tokenizer.encode(texts[i]))
                    .as("text %d of %s: '%s'", i, name, texts[i])
                    .isEqualTo(ids(expected.get(i)));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whole_files_of_many_languages_become_the_reference_ids(final String name)
            throws IOException {
        final Tokenizer tokenizer = open(name);
        for (final Map.Entry<String, JsonNode> file : texts(name).properties()) {
            final String text = Files.readString(Shared.path("texts/udhr/" + file.getKey()));
            final int[] expected = new int[file.getValue().size()];
            Arrays.setAll(expected, i -> file.getValue().get(i).asInt());
            assertThat(tokenizer.encode(text))
                    .as("%s by %s", file.getKey(), name)
                    .isEqualTo(expected);
        }
    }

    @Test
    void the_real_chat_model_has_its_ids() {
        final Tokenizer tokenizer = model("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        assertThat(tokenizer.bosId()).hasValue(1);
        assertThat(tokenizer.addsBos()).isFalse();
        assertThat(tokenizer.endOfGenerationIds()).contains(2, 0);
        assertThat(
                        tokenizer.encode(
                                List.of(
                                        Segment.control("<|im_start|>"),
                                        Segment.text("<|im_end|>"))))
                .startsWith(1)
                .doesNotContain(2);
    }

    @Test
    void the_real_story_model_has_its_prompt() {
        final Tokenizer tokenizer = model("models/stories260K-f32.gguf");
        assertThat(
                        tokenizer.encode(
                                "Once upon a time",
                                new EncodeOptions(tokenizer.addsBos(), false, false)))
                .containsExactly(1, 403, 407, 261, 378);
    }

    private static Tokenizer open(final String name) {
        return model("tokenizers/" + name);
    }

    private static Tokenizer model(final String name) {
        try (GgufFile file = GgufFile.open(Shared.path(name))) {
            return Tokenizer.from(file.metadata());
        }
    }

    private static JsonNode texts(final String name) throws IOException {
        final String file = "tokenizers/" + name.replace(".gguf", ".texts.json");
        return JsonMapper.builder().build().readTree(Files.readString(Shared.path(file)));
    }

    private static int[] ids(final String line) {
        return Arrays.stream(line.split("\\s+"))
                .filter(id -> !id.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
