package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

final class InspectCommandTest {
    @TempDir private Path folder;

    @Test
    void json_holds_metadata_tensors_and_totals() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final JsonNode json = CliRun.of("inspect", "--json", model).json();

        assertThat(json.at("/metadata/general.architecture").stringValue()).isEqualTo("llama");
        assertThat(json.at("/metadata/llama.block_count").intValue()).isEqualTo(3);
        assertThat(json.get("tensors").size()).isEqualTo(json.at("/totals/tensors").intValue());
        final JsonNode first = json.at("/tensors/0");
        assertThat(first.propertyNames()).containsExactly("name", "type", "shape", "bytes");
        assertThat(first.at("/shape/1").intValue()).isEqualTo(64);
        assertThat(json.at("/totals/bytes_by_type/F32").longValue())
                .isEqualTo(json.at("/totals/bytes").longValue())
                .isEqualTo(4 * json.at("/totals/parameters").longValue());
    }

    @Test
    void long_arrays_are_shortened_unless_all_is_asked_for() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final String tokens = "tokenizer.ggml.tokens";
        final JsonNode cut = CliRun.of("inspect", "--json", model).json().at("/metadata/" + tokens);
        final JsonNode full =
                CliRun.of("inspect", "--json", "--full", model).json().at("/metadata/" + tokens);

        assertThat(cut.get("array_of").stringValue()).isEqualTo("string");
        assertThat(cut.get("length").intValue()).isEqualTo(full.size());
        assertThat(cut.get("first").size()).isEqualTo(16);
    }

    @Test
    void memory_is_what_the_weights_and_the_given_machine_leave() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final JsonNode memory =
                CliRun.of("inspect", "--json", "--memory", "2MiB", model).json().get("memory");

        // Three layers of keys and values, two heads of sixteen elements.
        assertThat(memory.at("/caches/0/type").stringValue()).isEqualTo("f32");
        assertThat(memory.at("/caches/0/bytes_per_token").intValue()).isEqualTo(3 * 2 * 2 * 16 * 4);
        assertThat(memory.at("/caches/1/bytes_per_token").intValue()).isEqualTo(3 * 2 * 2 * 16 * 2);
        assertThat(memory.at("/caches/2/type").stringValue()).isEqualTo("q8_0");
        assertThat(memory.get("context_length").intValue()).isEqualTo(512);
        final long left = memory.get("left_bytes").longValue();
        assertThat(left).isEqualTo((2 << 20) - memory.get("weight_bytes").longValue());
        assertThat(memory.at("/caches/1/largest_batch").longValue()).isEqualTo(left / (512 * 384));
        assertThat(memory.at("/caches/1/largest_context").intValue()).isEqualTo(512);
    }

    @Test
    void a_cache_that_forgets_holds_a_long_sequence_in_little() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final JsonNode memory =
                CliRun.of("inspect", "--json", "--recent", "60", model).json().get("memory");

        assertThat(memory.get("context_length").intValue()).isEqualTo(1 << 20);
        // 60 recent and the 512 of a step touch 19 pages at most, the sinks lie in another.
        assertThat(memory.at("/caches/1/sequence_bytes").intValue()).isEqualTo(20 * 32 * 384);
        assertThat(memory.at("/caches/1/largest_context").intValue()).isEqualTo(1 << 20);
    }

    @Test
    void a_draft_takes_its_weights_and_as_many_tokens_of_cache() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final Path draft = SmallModels.QWEN3.writeTo(folder);
        final JsonNode memory =
                CliRun.of("inspect", "--json", "--memory", "8MiB", "--draft", draft, model)
                        .json()
                        .get("memory");
        final JsonNode alone =
                CliRun.of("inspect", "--json", "--memory", "8MiB", model).json().get("memory");
        final JsonNode small =
                CliRun.of("inspect", "--json", "--memory", "8MiB", draft).json().get("memory");

        final long left = memory.get("left_bytes").longValue();
        final long kept = small.at("/caches/1/bytes_per_token").longValue();
        assertThat(memory.get("draft_weight_bytes")).isEqualTo(small.get("weight_bytes"));
        assertThat(left)
                .isEqualTo(
                        alone.get("left_bytes").longValue()
                                - small.get("weight_bytes").longValue());
        assertThat(memory.at("/caches/1/draft_bytes_per_token").longValue()).isEqualTo(kept);
        assertThat(memory.at("/caches/1/largest_batch").longValue())
                .isEqualTo(left / (512 * (384 + kept)))
                .isLessThan(alone.at("/caches/1/largest_batch").longValue());
        assertThat(alone.get("draft_weight_bytes").longValue()).isZero();
        assertThat(CliRun.of("inspect", "--draft", draft, model).out())
                .contains(", the draft's ", "(and 512 bytes a token of the draft's)");
    }

    @Test
    void a_draft_with_the_models_vocabulary_is_said_to_have_it() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final JsonNode draft =
                CliRun.of("inspect", "--json", "--draft", model, model).json().get("draft");

        assertThat(draft.get("same_vocabulary").booleanValue()).isTrue();
        assertThat(draft.get("difference").isNull()).isTrue();
        assertThat(CliRun.of("inspect", "--draft", model, model).out())
                .endsWith(
                        "Draft\n  the draft has the model's vocabulary, each of the 420 tokens\n");
        assertThat(CliRun.of("inspect", "--json", model).json().get("draft").isNull()).isTrue();
    }

    @Test
    void a_draft_with_another_vocabulary_is_told_by_the_first_token_that_differs_as_running_does() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final Path draft = SmallModels.GEMMA3.writeTo(folder);
        final String difference = "token 418 is '<start_of_turn>' there and '<|user|>' here";
        final JsonNode found =
                CliRun.of("inspect", "--json", "--draft", draft, model).json().get("draft");

        assertThat(found.get("same_vocabulary").booleanValue()).isFalse();
        assertThat(found.get("difference").stringValue()).isEqualTo(difference);
        assertThat(CliRun.of("inspect", "--draft", draft, model).out())
                .contains("the draft can't guess for this model, its vocabulary is another: ")
                .contains(difference);
        assertThat(CliRun.of("run", "-m", model, "--draft", draft, "hello").err())
                .contains(difference);
    }

    @Test
    void a_vocabulary_that_cannot_be_read_is_not_compared() {
        final Path model = folder.resolve("alien.gguf");
        SmallModels.LLAMA.writer().put("tokenizer.ggml.model", "alien").write(model);
        final Path draft = SmallModels.LLAMA.writeTo(folder);
        final CliRun run = CliRun.of("inspect", "--json", "--draft", draft, model);

        assertThat(run.code()).isZero();
        assertThat(run.json().at("/draft/same_vocabulary").isNull()).isTrue();
        assertThat(run.json().at("/draft/unknown").stringValue()).contains("'alien'");
    }

    @Test
    void a_draft_where_pages_stay_by_their_attention_is_refused_as_it_would_be_to_run() {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        final CliRun run = CliRun.of("inspect", "--heavy-pages", 4, "--draft", model, model);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--draft: tokens are guessed ahead where pages stay");
    }

    @Test
    void a_model_that_cannot_run_is_shown_with_the_reason() {
        final Path model = folder.resolve("alien.gguf");
        SmallModels.LLAMA.writer().put("general.architecture", "alien").write(model);
        final CliRun run = CliRun.of("inspect", "--json", model);

        assertThat(run.code()).isZero();
        assertThat(run.json().at("/memory/unknown").stringValue()).contains("'alien'", "llama");
    }

    @Test
    void people_see_tables_and_no_control_characters() {
        final Path model = folder.resolve("evil.gguf");
        SmallModels.LLAMA.writer().put("general.name", "\u001b[2Jgone").write(model);
        final CliRun run = CliRun.onTerminal("inspect", model);

        assertThat(run.out())
                .doesNotContain("\u001b")
                .contains("\\u{1b}[2Jgone", "token_embd.weight", "Memory", "bytes a token");
    }
}
