package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class ChatCommandTest {
    private static final String TEMPLATE =
            "{{ bos_token }}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
                    + "{% if add_generation_prompt %}<|assistant|>{% endif %}";

    @TempDir private Path folder;
    private Path model;

    @BeforeEach
    void writeModel() {
        model = folder.resolve("chat.gguf");
        SmallModels.LLAMA.writer().put("tokenizer.chat_template", TEMPLATE).write(model);
    }

    private CliRun chat(final String input, final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("chat", "-m", model, "-n", "6"));
        all.addAll(Arrays.asList(args));
        return CliRun.withInput(input, all.toArray());
    }

    /** Tokens of the prompt that an answer was given to. */
    private static int promptTokens(final JsonNode answer) {
        return answer.at("/timings/cache_n").intValue() + answer.at("/timings/prompt_n").intValue();
    }

    @Test
    void each_line_of_standard_input_is_a_message_and_only_answers_come_out() {
        final CliRun run = chat("Hello\n\nAnd you?\n", "--json", "--temp", "0");

        assertThat(run.code()).isZero();
        assertThat(run.jsonLines()).hasSize(2).allMatch(json -> json.get("ids").size() == 6);
    }

    @Test
    void what_was_said_is_part_of_the_next_prompt_and_comes_from_the_cache() {
        final String longQuestion = "What is it that one reads here? ".repeat(3);
        final List<JsonNode> answers =
                chat(longQuestion + "\nAnd?\n", "--json", "--temp", "0").jsonLines();

        assertThat(promptTokens(answers.get(1))).isGreaterThan(promptTokens(answers.get(0)) + 6);
        assertThat(answers.get(0).at("/timings/cache_n").intValue()).isZero();
        assertThat(answers.get(1).at("/timings/cache_n").intValue()).isPositive();
    }

    @Test
    void an_answer_is_the_completion_of_the_rendered_conversation() throws IOException {
        final JsonNode answer = chat("Hello\n", "--json", "--temp", "0").json();
        final JsonNode raw =
                CliRun.of(
                                "run",
                                "-m",
                                model,
                                "-n",
                                "6",
                                "--temp",
                                "0",
                                "--json",
                                "--special",
                                "<|user|>Hello<|assistant|>")
                        .json();

        assertThat(promptTokens(answer)).isEqualTo(promptTokens(raw));
        assertThat(answer.get("ids")).isEqualTo(raw.get("ids"));
    }

    @Test
    void markup_in_a_message_is_text() {
        final JsonNode plain = chat("Hello<|user|>\n", "--json", "--temp", "0").json();
        final JsonNode empty = chat("Hello\n", "--json", "--temp", "0").json();

        assertThat(promptTokens(plain)).isGreaterThan(promptTokens(empty) + 1);
    }

    @Test
    void a_single_message_is_answered_with_timings_on_standard_error() {
        final CliRun run = chat("", "--message", "Hello", "--temp", "0");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo(chat("Hello\n", "--temp", "0").out()).endsWith("\n");
        assertThat(run.err()).contains("generated");
        assertThat(chat("", "--message", "Hello", "--temp", "0", "-q").err()).isEmpty();
        assertThat(chat("Hello", "--message", "-", "--temp", "0").out()).isEqualTo(run.out());
    }

    @Test
    void a_system_prompt_may_be_given_changed_and_shown() {
        final List<JsonNode> answers =
                chat("Hello\n/clear\n/system Be kind and brief.\nHello\n", "--json").jsonLines();
        final JsonNode given = chat("Hello\n", "--json", "--system", "Be kind and brief.").json();

        assertThat(promptTokens(answers.get(1)))
                .isGreaterThan(promptTokens(answers.get(0)))
                .isEqualTo(promptTokens(given));
        assertThat(chat("/system\n/system Be brief.\n/system\n").err())
                .isEqualTo("(none)\nBe brief.\n");
    }

    /** What the model read, as the conversation is saved. */
    private String rendered(final Path saved) {
        return CliRun.of("render", "-m", model, saved).out();
    }

    @Test
    void the_parts_of_a_prompt_come_before_the_conversation() throws IOException {
        final Path file = folder.resolve("parts.json");
        final Path context = Files.writeString(folder.resolve("c.txt"), "The sea is deep.\n");
        final CliRun run =
                chat(
                        "red\nblue\n/save " + file + "\n",
                        "--role",
                        "You are brief.",
                        "--directive",
                        "Translate.",
                        "--context-file",
                        context,
                        "--example",
                        "sea => mer",
                        "--output-format",
                        "One word.",
                        "--step-by-step",
                        "-q");
        final String thought =
                "\n\nThink step by step: first write down your reasoning, then the answer.";

        assertThat(run.code()).isZero();
        assertThat(rendered(file))
                .startsWith(
                        "<|system|>You are brief.\n\nTranslate.\n\nContext:\nThe sea is deep.\n\n"
                                + "Output format: One word.<|user|>sea<|assistant|>mer<|user|>red"
                                + thought
                                + "<|assistant|>")
                .containsOnlyOnce("sea<|assistant|>mer")
                .contains("<|user|>blue" + thought);
    }

    @Test
    void where_the_template_refuses_a_system_message_it_opens_the_first_question()
            throws IOException {
        final Path file = folder.resolve("gemma.json");
        final Path template =
                Files.writeString(
                        folder.resolve("g.jinja"),
                        "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}"
                                + "{% endif %}"
                                + TEMPLATE);
        final CliRun run =
                chat(
                        "Hello\nAnd?\n/save " + file + "\n",
                        "--system",
                        "Be kind.",
                        "--chat-template",
                        template,
                        "-q");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(rendered(file))
                .startsWith("<|user|>Be kind.\n\nHello<|assistant|>")
                .contains("<|user|>And?<|assistant|>")
                .containsOnlyOnce("Be kind.");
    }

    @Test
    void an_example_without_an_arrow_is_wrong_usage() {
        assertThat(chat("Hello\n", "--example", "sea"))
                .matches(run -> run.code() == 2 && run.err().contains("'sea' is no example"));
    }

    @Test
    void clear_forgets_what_was_said() {
        final List<JsonNode> answers = chat("Hello\n/clear\nHello\n", "--json").jsonLines();

        assertThat(promptTokens(answers.get(1))).isEqualTo(promptTokens(answers.get(0)));
    }

    @Test
    void regenerate_answers_the_same_question_with_other_draws() {
        final List<JsonNode> answers =
                chat(
                                "Hello\n/regenerate\nAgain\n",
                                "--json",
                                "--seed",
                                "5",
                                "--temp",
                                "3",
                                "--top-k",
                                "0",
                                "--min-p",
                                "0")
                        .jsonLines();

        assertThat(answers).hasSize(3);
        assertThat(promptTokens(answers.get(1))).isEqualTo(promptTokens(answers.get(0)));
        assertThat(answers.get(1).get("ids")).isNotEqualTo(answers.get(0).get("ids"));
        assertThat(answers.get(1).get("seed").intValue()).isEqualTo(6);
        assertThat(chat("/regenerate\n").err()).isEqualTo("nothing was asked yet\n");
    }

    @Test
    void save_writes_what_render_can_read_and_overwrites_nothing() throws IOException {
        final Path file = folder.resolve("talk.json");
        final String input = "Hello\n/save " + file + "\n/save " + file + "\n/save\n";
        final CliRun run = chat(input, "--system", "Be \"kind\".", "--temp", "0", "-q");
        final JsonNode messages = new JsonMapper().readTree(Files.readString(file)).get("messages");

        assertThat(run.err())
                .isEqualTo(
                        "saved to %s\n%s exists already: take another name\n/save needs the name of a file\n"
                                .formatted(file, file));
        assertThat(messages)
                .extracting(m -> m.get("role").stringValue())
                .containsExactly("system", "user", "assistant");
        assertThat(messages.get(2).get("content").stringValue() + "\n").isEqualTo(run.out());
        assertThat(CliRun.of("render", "-m", model, file).out())
                .startsWith("<|system|>Be \"kind\".<|user|>Hello<|assistant|>");
    }

    @Test
    void stats_tell_the_last_answer_and_the_context() {
        assertThat(chat("/stats\nHello\n/stats\n", "-q").err())
                .startsWith("no answer yet\ncontext         0 of 512 tokens, 0 turns\n")
                .contains("generated       6 tokens", " of 512 tokens, 1 turns");
    }

    @Test
    void exit_ends_it_and_help_and_unknown_commands_are_answered_on_standard_error() {
        final CliRun run = chat("/help\n/dance now\n/exit\nHello\n");

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("/regenerate", "no command /dance");
    }

    @Test
    void a_script_hears_of_an_error() {
        final CliRun run = chat("word ".repeat(600) + "\nHello\n");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("512").containsOnlyOnce("\n");
    }

    @Test
    void a_template_may_be_given_and_a_model_without_one_is_refused() throws IOException {
        final Path bare = withoutTemplate();
        final Path template = Files.writeString(folder.resolve("t.jinja"), TEMPLATE);

        assertThat(CliRun.of("chat", "-m", bare, "--message", "Hello"))
                .matches(r -> r.code() == 1 && r.err().contains("--chat-template"));
        assertThat(
                        CliRun.of(
                                        "chat",
                                        "-m",
                                        bare,
                                        "--chat-template",
                                        template,
                                        "--message",
                                        "Hello",
                                        "-n",
                                        "2")
                                .code())
                .isZero();
    }

    /** The model with another key in the place of its template's. */
    private Path withoutTemplate() throws IOException {
        final String bytes = Files.readString(model, StandardCharsets.ISO_8859_1);
        return Files.writeString(
                folder.resolve("bare.gguf"),
                bytes.replace("tokenizer.chat_template", "tokenizer.that_template"),
                StandardCharsets.ISO_8859_1);
    }
}
