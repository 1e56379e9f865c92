package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vesalius.testing.Shared;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class LogitsCommandTest {
    @TempDir private Path folder;

    @Test
    void a_row_for_each_id_and_an_element_for_each_token() {
        final Path model = SmallModels.QWEN3.writeTo(folder);
        final CliRun run = CliRun.of("logits", "-m", model, "--ids", "5,6,7,5", "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).containsOnlyOnce("\n");
        final JsonNode rows = run.json().get("logits");
        assertThat(rows.size()).isEqualTo(4);
        assertThat(rows).allMatch(row -> row.size() == rows.get(0).size());
        assertThat(rows.get(0)).isNotEqualTo(rows.get(3));
    }

    @Test
    void a_row_depends_on_what_is_before_it_only() {
        final Path model = SmallModels.QWEN3.writeTo(folder);
        final JsonNode two = CliRun.of("logits", "-m", model, "--ids", "5,6", "--json").json();
        final JsonNode more = CliRun.of("logits", "-m", model, "--ids", "5,6,7", "--json").json();

        assertThat(more.at("/logits/0")).isEqualTo(two.at("/logits/0"));
        assertThat(more.at("/logits/1")).isEqualTo(two.at("/logits/1"));
    }

    @Test
    void people_see_the_likeliest_tokens() {
        final Path model = SmallModels.LLAMA.writeTo(folder);

        assertThat(CliRun.of("logits", "-m", model, "--ids", "5,6").out().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("after ") && line.contains("  0."));
    }

    @Test
    void ids_outside_the_vocabulary_and_what_is_no_id_are_wrong_usage() {
        final Path model = SmallModels.LLAMA.writeTo(folder);

        assertThat(CliRun.of("logits", "-m", model, "--ids", "1,99999"))
                .matches(r -> r.code() == 2 && r.err().contains("--ids has 99999"));
        assertThat(CliRun.of("logits", "-m", model, "--ids", "1,-2"))
                .matches(r -> r.code() == 2 && r.err().contains("--ids has -2"));
        assertThat(CliRun.of("logits", "-m", model, "--ids", "1,two"))
                .matches(r -> r.code() == 2 && r.err().contains("'two' is no token id"));
        assertThat(CliRun.of("logits", "-m", model))
                .matches(r -> r.code() == 2 && r.err().contains("--ids"));
    }

    @Test
    void a_real_model_gives_the_reference_logits() throws IOException {
        final JsonNode expected =
                new JsonMapper()
                        .readTree(Files.readString(Shared.path("fixtures/stories260K-once.json")));
        final String ids = expected.get("ids").toString().replaceAll("[\\[\\] ]", "");
        final JsonNode rows =
                CliRun.of(
                                "logits",
                                "-m",
                                Shared.path("models/stories260K-f32.gguf"),
                                "--ids",
                                ids,
                                "--json")
                        .json()
                        .get("logits");

        final JsonNode last = rows.get(rows.size() - 1);
        for (int i = 0; i < last.size(); i++) {
            assertThat(last.get(i).doubleValue())
                    .isCloseTo(expected.get("logits_last").get(i).doubleValue(), within(1e-4));
        }
    }
}
