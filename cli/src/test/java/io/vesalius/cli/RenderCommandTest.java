package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.Shared;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

final class RenderCommandTest {
    private static final String TEMPLATE =
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}";
    private static final String CONTEXT =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Grüß Gott\"}]}";

    @TempDir private Path folder;

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void the_text_comes_byte_for_byte() throws IOException {
        final Path template = write("t.jinja", TEMPLATE);
        final Path context = write("c.json", CONTEXT);

        assertThat(CliRun.of("render", "--template", template, context))
                .isEqualTo(new CliRun(0, "<user>Grüß Gott\n", ""));
        assertThat(CliRun.withInput(CONTEXT, "render", "--template", template, "--json", "-").out())
                .isEqualTo("{\"text\": \"<user>Grüß Gott\\n\"}\n");
    }

    @Test
    void a_model_brings_its_own_template() throws IOException {
        final Path model = folder.resolve("model.gguf");
        SmallModels.LLAMA
                .writer()
                .put("tokenizer.chat_template", TEMPLATE)
                .put("tokenizer.chat_template.short", "{{ messages | length }}")
                .write(model);
        final Path context = write("c.json", CONTEXT);

        assertThat(CliRun.of("render", "-m", model, context).out()).isEqualTo("<user>Grüß Gott\n");
        assertThat(CliRun.of("render", "-m", model, "--variant", "short", context).out())
                .isEqualTo("1");
        assertThat(CliRun.of("render", "-m", model, "--variant", "long", context))
                .matches(r -> r.code() == 1 && r.err().contains("no 'long' chat template"));
    }

    @Test
    void cases_that_fail_do_not_keep_the_others_from_being_rendered() throws IOException {
        final Path template = write("t.jinja", "{{ raise_exception('no ' + what) }}");
        final Path cases =
                write(
                        "cases.json",
                        "{\"cases\": [{\"name\": \"a\", \"context\": {\"what\": \"way\"}},"
                                + " {\"name\": \"b\", \"context\": {\"what\": \"joy\"}}]}");
        final CliRun run = CliRun.of("render", "--template", template, "--json", cases);

        assertThat(run.code()).isZero();
        assertThat(run.jsonLines())
                .extracting(json -> json.get("name").stringValue())
                .containsExactly("a", "b");
        assertThat(run.jsonLines().getLast().get("error").stringValue()).contains("no joy");
    }

    @Test
    void a_single_context_that_fails_is_a_failure() throws IOException {
        final Path template = write("t.jinja", "{{ raise_exception('no way') }}");

        assertThat(CliRun.of("render", "--template", template, write("c.json", CONTEXT)))
                .matches(r -> r.code() == 1 && r.err().contains("no way"));
    }

    @Test
    void what_is_no_json_is_refused_with_line_and_column() throws IOException {
        final Path template = write("t.jinja", TEMPLATE);

        assertThat(CliRun.of("render", "--template", template, write("c.json", "{\n\"a\": b}")))
                .matches(r -> r.code() == 1 && r.err().contains("c.json: line 2, column"));
        assertThat(CliRun.of("render", "--template", template, write("d.json", "[".repeat(9999))))
                .matches(r -> r.code() == 1 && r.err().contains("d.json: it goes beyond"))
                .matches(r -> r.err().contains("500 levels"));
        assertThat(CliRun.of("render", "--template", template, write("e.json", "{} {}")))
                .matches(r -> r.code() == 1 && r.err().contains("e.json: line 1"));
        assertThat(CliRun.of("render", "--template", template, write("f.json", "")))
                .matches(r -> r.code() == 1);
    }

    @Test
    void either_a_model_or_a_template_is_needed() throws IOException {
        assertThat(CliRun.of("render", write("c.json", CONTEXT)))
                .matches(r -> r.code() == 2 && r.err().contains("--template"));
    }

    static Stream<Path> realTemplates() throws IOException {
        if (!Shared.has("templates")) {
            return Stream.of(Path.of("templates"));
        }
        try (Stream<Path> files = Files.list(Shared.path("templates"))) {
            return files
                    .filter(file -> file.toString().endsWith(".jinja"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("realTemplates")
    void real_templates_render_as_the_reference_does(final Path template) throws IOException {
        Shared.path("templates");
        final Path cases = Path.of(template.toString().replaceFirst("\\.jinja$", ".json"));
        final JsonNode expected = new JsonMapper().readTree(Files.readString(cases)).get("cases");
        final List<JsonNode> lines =
                CliRun.of("render", "--template", template, "--json", cases).jsonLines();

        assertThat(lines).hasSize(expected.size());
        for (int i = 0; i < lines.size(); i++) {
            final String name = expected.get(i).get("name").stringValue();
            assertThat(lines.get(i).get("name").stringValue()).isEqualTo(name);
            if (expected.get(i).has("expected")) {
                assertThat(lines.get(i).get("text"))
                        .as(name)
                        .isEqualTo(expected.get(i).get("expected"));
            } else {
                assertThat(lines.get(i).has("error")).as(name).isTrue();
            }
        }
    }

    @Test
    void a_model_without_the_template_is_told_the_way_out() {
        final Path model = folder.resolve("variants.gguf");
        SmallModels.LLAMA.writer().put("tokenizer.chat_template.tool_use", "x").write(model);

        assertThat(CliRun.of("render", "-m", model, "--variant", "rag", "-").err())
                .contains("no 'rag' chat template", "for --variant, are tool_use");
        assertThat(
                        CliRun.of(
                                        "render",
                                        "-m",
                                        SmallModels.LLAMA.writeTo(folder),
                                        "--variant",
                                        "rag",
                                        "-")
                                .err())
                .contains("--template FILE");
    }
}
