package io.vesalius.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.prompt.TemplateCases.Result;
import io.vesalius.testing.Shared;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Templates that publishers ship, and what Jinja2 makes of them with Hugging Face's settings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealTemplatesTest {
    private static final LocalDateTime UNUSED = LocalDateTime.of(2000, 1, 1, 0, 0);
    private final JsonMapper mapper = new JsonMapper();

    private List<Path> files() throws IOException {
        if (!Shared.has("templates")) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Shared.path("templates"))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    @Test
    void the_oracle_folder_holds_templates() throws IOException {
        Shared.path("templates");
        assertThat(files()).hasSizeGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("files")
    void each_case_gives_the_text_or_error_of_jinja_byte_for_byte(final Path file)
            throws IOException {
        final JsonNode json = mapper.readTree(Files.readString(file));
        final ChatTemplate template = template(file, json);
        final List<String> expected = new ArrayList<>();
        for (final JsonNode one : json.get("cases")) {
            expected.add(
                    one.has("error")
                            ? "error: " + one.get("error").asString()
                            : "text: " + one.get("expected").asString());
        }
        final List<String> found =
                TemplateCases.of(json, UNUSED).render(template, TemplateLimits.DEFAULT).stream()
                        .map(RealTemplatesTest::shown)
                        .toList();
        assertThat(found).containsExactlyElementsOf(expected);
    }

    private static String shown(final Result result) {
        return switch (result) {
            case Result.Rendered rendered -> "text: " + rendered.text();
            case Result.Failed failed -> "error: " + failed.error();
        };
    }

    private static ChatTemplate template(final Path file, final JsonNode json) throws IOException {
        final Path source = file.resolveSibling(json.get("template").asString());
        return ChatTemplate.parse(Files.readString(source));
    }
}
