package io.vesalius.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.prompt.TemplateCases.Result;
import io.vesalius.tokenizer.Segment;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.LocalDateTime;
import java.util.List;

/** Renders small templates for tests. */
final class Rendered {
    static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 31, 9, 5, 7);
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Values that templates of tests use. */
    static final String CONTEXT =
            """
            {"s": "Hello, World", "u": "héllo 😀x", "n": 5, "f": 2.5, "t": true, "no": null,
             "l": [3, 1, 2], "ls": ["b", "A", "c", "a"], "d": {"b": 1, "a": 2, "C": 3},
             "objs": [{"name": "x", "age": 3, "on": true}, {"name": "Y", "age": 1},
                      {"name": "z", "age": 2, "on": false}],
             "tree": [{"v": 1, "c": [{"v": 2}, {"v": 3, "c": [{"v": 4}]}]}],
             "messages": [{"role": "system", "content": "Be brief."},
                          {"role": "user", "content": "Hi"}]}
            """;

    private Rendered() {}

    static JsonNode json(final String json) {
        return MAPPER.readTree(json);
    }

    static List<Segment> segments(final String template, final String context) {
        return ChatTemplate.parse(template)
                .render(json(context), NOW, TemplateLimits.DEFAULT)
                .segments();
    }

    /** The template's text with {@link #CONTEXT}. */
    static String text(final String template) {
        return text(template, CONTEXT);
    }

    static String text(final String template, final String context) {
        return ChatTemplate.parse(template)
                .render(json(context), NOW, TemplateLimits.DEFAULT)
                .text();
    }

    static void gives(final String template, final String expected) {
        assertThat(text(template)).as(template).isEqualTo(expected);
    }

    /** The template fails with {@link #CONTEXT}: the error as Jinja says it. */
    static void fails(final String template, final String expected) {
        final Result result =
                TemplateCases.of(json(CONTEXT), NOW)
                        .render(ChatTemplate.parse(template), TemplateLimits.DEFAULT)
                        .getFirst();
        assertThat(result).as(template).isEqualTo(new Result.Failed("", expected));
    }
}
