package io.vesalius.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadFileException;
import io.vesalius.base.BadRequestException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.Segment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A conversation through a model's template. */
final class ChatTemplateTest {
    private static final String SOURCE =
            """
            {{- bos_token }}
            {%- for m in messages %}
                {{- '[' + m.role + ']' + m.content }}
            {%- endfor %}
            {%- if tools %}{{ tools|length }} tools{% endif %}
            {%- if enable_thinking is defined and not enable_thinking %}/no{% endif %}
            {%- if add_generation_prompt %}[assistant]{% endif %}
            """;
    private static final RenderOptions OPTIONS =
            RenderOptions.at(Rendered.NOW).withSpecialTokens(Map.of("bos_token", "<s>"));
    private static final List<Message> HI = List.of(Message.user("Hi"));

    private final ChatTemplate template = ChatTemplate.parse(SOURCE);

    @Test
    void messages_and_options_become_segments() {
        assertThat(template.render(HI, OPTIONS).segments())
                .containsExactly(
                        Segment.control("<s>[user]"),
                        Segment.text("Hi"),
                        Segment.control("[assistant]"));
        assertThat(template.render(HI, OPTIONS).text()).isEqualTo("<s>[user]Hi[assistant]");
    }

    @Test
    void options_reach_the_template() {
        final RenderOptions options =
                OPTIONS.withGenerationPrompt(false)
                        .withTools(Rendered.json("[{}, {}]"))
                        .withKeyword("enable_thinking", Rendered.json("false"));

        assertThat(template.render(HI, options).text()).isEqualTo("<s>[user]Hi2 tools/no");
    }

    @Test
    void all_fields_of_a_message_reach_the_template_in_their_order() {
        final List<Message> messages =
                Message.list(
                        Rendered.json(
                                "[{\"content\": null, \"role\": \"assistant\", \"tool_calls\":"
                                        + " [1]}]"));

        assertThat(ChatTemplate.parse("{{ messages|tojson }}").render(messages, OPTIONS).text())
                .isEqualTo("[{\"content\": null, \"role\": \"assistant\", \"tool_calls\": [1]}]");
    }

    @Test
    void tools_and_documents_that_arent_given_are_none() {
        assertThat(
                        ChatTemplate.parse(
                                        "{{ tools is none }}{{ documents is none }}{{ x is defined"
                                                + " }}")
                                .render(HI, OPTIONS)
                                .text())
                .isEqualTo("TrueTrueFalse");
    }

    @Test
    void keywords_are_the_variables_that_the_template_takes_from_outside() {
        assertThat(template.keywords()).containsExactly("enable_thinking");
        assertThat(
                        ChatTemplate.parse(
                                        "{% set a = b %}{{ a }}{% for c in messages %}{{ c }}{{ d"
                                            + " }}{% endfor %}{% macro e(f) %}{{ f }}{{ g }}{%"
                                            + " endmacro %}{{ e(1) }}{% if not h is defined %}{%"
                                            + " set h = 1 %}{% endif %}{{ h }}{{ range(1) }}{{"
                                            + " eos_token }}")
                                .keywords())
                .containsExactly("b", "d", "g", "h");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages",
                "tools",
                "add_generation_prompt",
                "bos_token",
                "range",
                "namespace",
                "raise_exception",
                "m",
                "loop",
                "__class__",
                "unknown"
            })
    void a_request_sets_no_variable_but_those(final String name) {
        final RenderOptions options = OPTIONS.withKeyword(name, Rendered.json("1"));

        assertThatThrownBy(() -> template.render(HI, options))
                .isInstanceOf(BadRequestException.class)
                .hasMessage(
                        "chat_template_kwargs: this model's template takes no '%s'; it takes"
                                        .formatted(name)
                                + " enable_thinking");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{{ raise_exception('No system role!') }} | No system role!",
                "{{ 1 / 0 }} | division by zero",
                "{{ 1 % 0 }} | integer modulo by zero",
                "{{ f() }} | 'f' is undefined",
                "{{ messages[3].content }} | list object has no element 3"
            })
    void what_a_template_refuses_is_a_bad_request_in_its_words(
            final String source, final String text) {
        assertThatThrownBy(() -> ChatTemplate.parse("\n" + source).render(HI, OPTIONS))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> assertThat(e.parameter()).isEqualTo("messages"))
                .hasMessage("chat template, line 2: " + text);
    }

    @Test
    void a_refusal_is_one_line_however_long_its_words_are() {
        assertThatThrownBy(
                        () ->
                                ChatTemplate.parse("{{ raise_exception(messages[0].content) }}")
                                        .render(
                                                List.of(
                                                        Message.user(
                                                                "a\nb\u0000" + "c".repeat(9999))),
                                                OPTIONS))
                .message()
                .startsWith("chat template, line 1: a b ccc")
                .endsWith("...")
                .hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{% if a %} | line 1, column 11: expected the tag elif or else or endif, found the"
                        + " end of the template",
                "{% endif %} | line 1, column 4: unexpected tag 'endif'",
                "{{ a b }} | line 1, column 6: expected '}}', found 'b'",
                "{{ 1 + }} | line 1, column 8: expected an expression, found '}}'",
                "{{ 'a }} | line 1, column 4: the string isn't closed: ' is missing",
                "{# a | line 1, column 1: the comment isn't closed: '#}' is missing",
                "{% raw %} | line 1, column 1: the raw block isn't closed: '{% endraw %}' is"
                        + " missing",
                "{{ (] }} | line 1, column 5: unexpected ']', expected ')'",
                "{{ a ! b }} | line 1, column 6: unexpected character '!'",
                "{% break %} | line 1, column 4: 'break' stands outside a loop",
                "{% set true = 1 %} | line 1, column 8: can't assign to 'true'",
                "{{ f(**a, b) }} | line 1, column 11: arguments must come in this order: by"
                        + " position, *list, by name (each once), **dict",
                "{% for loop in a %}{% endfor %} | line 1, column 8: a loop's variable can't be"
                        + " named 'loop'",
                "{{ a is b is c }} | line 1, column 11: tests can't be chained: 'is' after a test",
                "{{ '\\x4' }} | line 1, column 5: the escape \\x needs 2 hexadecimal digits of a"
                        + " character",
                "{% nosuch %} | line 1, column 4: unexpected tag 'nosuch'"
            })
    void a_template_that_doesnt_parse_is_a_bad_file_with_the_place(
            final String source, final String message) {
        assertThatThrownBy(() -> ChatTemplate.parse(source))
                .isInstanceOf(BadFileException.class)
                .hasMessage("chat template, " + message);
    }

    @Test
    void a_template_that_drops_the_users_message_is_found_by_trying_it() {
        final ChatTemplate drops =
                ChatTemplate.parse("{% for m in messages %}{{ m.role }}{% endfor %}");

        assertThat(template.probe(OPTIONS)).isEmpty();
        assertThat(drops.probe(OPTIONS))
                .hasValue("the chat template drops the user's message: the model won't see it");
    }

    @Test
    void a_template_that_refuses_a_users_message_is_found_by_trying_it() {
        assertThat(ChatTemplate.parse("{{ raise_exception('No.') }}").probe(OPTIONS))
                .hasValue(
                        "the chat template refuses a single message of a user: chat template, line"
                                + " 1: No.");
    }

    @Test
    void a_model_file_holds_a_template_and_others_for_purposes() {
        final GgufMetadata metadata =
                metadata(
                        "tokenizer.chat_template", "plain",
                        "tokenizer.chat_template.tool_use", "{{ tools }}");

        assertThat(ChatTemplate.from(metadata)).isPresent();
        assertThat(ChatTemplate.from(metadata, "tool_use").orElseThrow().render(HI, OPTIONS).text())
                .isEqualTo("None");
        assertThat(ChatTemplate.from(metadata, "rag")).isEmpty();
        assertThat(ChatTemplate.variants(metadata)).containsExactly("tool_use");
        assertThat(ChatTemplate.from(metadata())).isEmpty();
    }

    @Test
    void the_vocabulary_gives_the_special_tokens() {
        final Map<String, GgufValue> values = new LinkedHashMap<>();
        values.put("tokenizer.ggml.tokens", new GgufValue.Texts(List.of("<unk>", "<s>", "</s>")));
        values.put("tokenizer.ggml.bos_token_id", new GgufValue.Whole(GgufType.UINT32, 1));
        values.put("tokenizer.ggml.eos_token_id", new GgufValue.Whole(GgufType.UINT32, 2));
        values.put(
                "tokenizer.ggml.padding_token_id",
                new GgufValue.Whole(GgufType.UINT32, 0xffffffffL));

        assertThat(SpecialTokens.from(new GgufMetadata(values)))
                .containsExactly(Map.entry("bos_token", "<s>"), Map.entry("eos_token", "</s>"));
        assertThat(SpecialTokens.from(metadata())).isEmpty();

        values.put("tokenizer.ggml.unknown_token_id", new GgufValue.Whole(GgufType.UINT32, 3));
        assertThatThrownBy(() -> SpecialTokens.from(new GgufMetadata(values)))
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("unknown_token_id");
    }

    @Test
    void messages_without_a_role_are_refused_with_their_place() {
        assertThatThrownBy(
                        () -> Message.list(Rendered.json("[{\"role\": \"user\"}, {\"role\": 1}]")))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> assertThat(e.parameter()).isEqualTo("messages[1].role"))
                .hasMessage("messages[1].role: a role is needed, such as \"user\"");
        assertThatThrownBy(() -> Message.list(Rendered.json("[1]")))
                .hasMessage("messages[0]: it must be an object");
        assertThatThrownBy(() -> Message.list(Rendered.json("{}")))
                .hasMessage("messages: an array of messages is needed");
    }

    @Test
    void json_nested_too_deep_is_refused() {
        final String deep = "[".repeat(300) + "]".repeat(300);

        assertThatThrownBy(() -> Rendered.text("a", "{\"x\": " + deep + "}"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("nested deeper than 200 levels");
    }

    @Test
    void cases_of_a_file_are_rendered_each_with_its_text_or_error() {
        final TemplateCases cases =
                TemplateCases.of(
                        Rendered.json(
                                """
                                {"now": "2001-02-03T04:05:06", "cases": [
                                  {"name": "a", "context": {"x": 1}},
                                  {"name": "b", "context": {}}]}
                                """),
                        Rendered.NOW);
        final ChatTemplate both = ChatTemplate.parse("{{ strftime_now('%Y') }}{{ x + 1 }}");

        assertThat(cases.render(both, TemplateLimits.DEFAULT))
                .containsExactly(
                        new TemplateCases.Result.Rendered("a", "20012"),
                        new TemplateCases.Result.Failed("b", "UndefinedError: 'x' is undefined"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "[] | context: it must be a JSON object",
                "{\"cases\": [{}]} | context: cases[0] has no object 'context'",
                "{\"now\": \"soon\", \"cases\": []} | context: 'now' must be a time such as"
                        + " 2026-01-31T09:05:07"
            })
    void files_of_neither_form_are_bad_files(final String json, final String message) {
        assertThatThrownBy(() -> TemplateCases.of(Rendered.json(json), Rendered.NOW))
                .isInstanceOf(BadFileException.class)
                .hasMessage(message);
    }

    private static GgufMetadata metadata(final String... keysAndTexts) {
        final Map<String, GgufValue> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            values.put(keysAndTexts[i], new GgufValue.Text(keysAndTexts[i + 1]));
        }
        return new GgufMetadata(values);
    }
}
