package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.testing.SmallModels;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What can be seen of a server from outside. */
@Timeout(120)
final class MetersTest {
    private static final String GUESSED =
            "{'prompt': 'Once', 'max_tokens': 30, 'temperature': 0, 'ignore_eos': true}";
    private static final String ASKED =
            "{'prompt': 'a secret about the girl', 'max_tokens': 5, 'ignore_eos': true}";

    @TempDir private Path folder;

    private static double value(final String scraped, final String series) {
        return scraped.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* ", "")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is missing in\n" + scraped));
    }

    @Test
    void metrics_have_the_names_of_vllm_and_count_what_was_done() {
        try (Running running = Running.of(SmallModels.LLAMA, folder)) {
            running.client().post("/v1/completions", ASKED);
            running.client().post("/v1/completions", ASKED);
            running.client().post("/v1/completions", "{}");
            final Client.Reply reply = running.client().get("/metrics");
            final String text = reply.text();

            assertThat(reply.header("content-type")).startsWith("text/plain; version=0.0.4");
            assertThat(value(text, "vesalius:generation_tokens_total")).isEqualTo(10);
            assertThat(value(text, "vesalius:prompt_tokens_total")).isPositive();
            assertThat(value(text, "vesalius:iteration_tokens_total_count")).isEqualTo(10);
            assertThat(value(text, "vesalius:iteration_tokens_total_sum"))
                    .isGreaterThan(value(text, "vesalius:iteration_tokens_total_count"));
            assertThat(value(text, "vesalius:time_to_first_token_seconds_count")).isEqualTo(2);
            assertThat(value(text, "vesalius:inter_token_latency_seconds_count")).isEqualTo(8);
            assertThat(value(text, "vesalius:e2e_request_latency_seconds_count")).isEqualTo(2);
            assertThat(value(text, "vesalius:request_queue_time_seconds_count")).isEqualTo(2);
            assertThat(value(text, "vesalius:request_prefill_time_seconds_count")).isEqualTo(2);
            assertThat(value(text, "vesalius:request_decode_time_seconds_count")).isEqualTo(2);
            assertThat(value(text, "vesalius:request_generation_tokens_sum")).isEqualTo(10);
            assertThat(value(text, "vesalius:num_requests_running")).isZero();
            assertThat(value(text, "vesalius:num_requests_waiting")).isZero();
            assertThat(value(text, "vesalius:kv_cache_usage_perc")).isBetween(0.0, 1.0);
            assertThat(value(text, "vesalius:prefix_cache_queries_total")).isPositive();
            assertThat(text)
                    .contains("vesalius:prefix_cache_hits_total", "vesalius:num_preemptions_total")
                    .contains("vesalius:spec_decode_num_accepted_tokens_total")
                    .contains("vesalius:time_to_first_token_seconds_bucket{", "le=\"0.001\"")
                    .contains("model_name=\"small\"", "finished_reason=\"length\"")
                    .contains("path=\"/v1/completions\",status=\"400\"")
                    .doesNotContain("secret");
        }
    }

    @Test
    void guesses_are_counted_and_told() {
        final Path draft = SmallModels.LLAMA.writeTo(folder);
        try (Running running =
                Running.of(
                        SmallModels.LLAMA,
                        folder,
                        OpenOptions.DEFAULT
                                .withEngine(EngineOptions.DEFAULT.withKvBytes(1 << 20))
                                .withDraft(new OpenOptions.Draft(draft, 4)),
                        options -> options)) {
            final JsonNode timings =
                    running.client().post("/v1/completions", GUESSED).json().get("timings");
            final String text = running.client().get("/metrics").text();
            final int drafted = timings.get("draft_n").intValue();

            assertThat(drafted).isPositive();
            assertThat(timings.get("draft_n_accepted").intValue()).isEqualTo(drafted);
            assertThat(value(text, "vesalius:spec_decode_num_draft_tokens_total"))
                    .isEqualTo(drafted);
            assertThat(value(text, "vesalius:spec_decode_num_accepted_tokens_total"))
                    .isEqualTo(drafted);
            assertThat(value(text, "vesalius:spec_decode_num_drafts_total"))
                    .isBetween(1.0, (double) drafted);
            assertThat(value(text, "vesalius:draft_kv_cache_usage_perc")).isBetween(0.0, 1.0);
        }
    }

    @Test
    void each_request_is_one_line_of_log_without_its_text() {
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (Running running =
                Running.of(
                        SmallModels.LLAMA,
                        folder,
                        OpenOptions.DEFAULT,
                        options -> options.withLog(lines::add))) {
            running.client().post("/v1/completions", ASKED);
            running.client().post("/v1/completions", "{'prompt': 'a secret', 'user': 'x'");
            running.client().get("/health");
            running.client().get("/%0aINFO%20all%20is%20well");
        }
        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("secret"));
        assertThat(lines.getFirst())
                .matches(
                        "time=\\S+ client=127.0.0.1 method=POST path=/v1/completions"
                                + " id=cmpl-\\w{32} finish=length prompt_tokens=\\d+"
                                + " cached_tokens=0 generated_tokens=5 queue=\\S+ ttft=\\S+"
                                + " tpot=\\S+ status=200 total=\\S+");
        assertThat(lines.get(1)).contains(" status=400 ");
        assertThat(lines.get(2)).contains(" status=404 ").doesNotContain("\n");
    }

    @Test
    void nothing_that_a_client_writes_begins_a_line_of_log() {
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        final String evil = "\\nINFO all is well\\u2028INFO\\u001b[2J";
        try (Running running =
                Running.of(
                        SmallModels.LLAMA,
                        folder,
                        OpenOptions.DEFAULT,
                        options -> options.withLog(lines::add))) {
            for (final String member : List.of("model", "user", "request_id", "stop", evil)) {
                running.client()
                        .post(
                                "/v1/completions",
                                "{'prompt': '%2$s', 'max_tokens': 1, '%1$s': '%2$s'}"
                                        .formatted(member, evil));
            }
        }
        assertThat(lines)
                .hasSize(5)
                .noneMatch(line -> line.contains("well"))
                .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
    }

    @Test
    void each_request_that_generates_is_an_event_of_the_flight_recorder() throws IOException {
        final Path file = folder.resolve("recording.jfr");
        try (Running running = Running.of(SmallModels.LLAMA, folder);
                Recording recording = new Recording()) {
            recording.enable("io.vesalius.Generate").withoutThreshold();
            recording.start();
            running.client().post("/v1/completions", ASKED);
            recording.stop();
            recording.dump(file);
        }
        final List<RecordedEvent> events = RecordingFile.readAllEvents(file);

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getInt("generatedTokens")).isEqualTo(5);
        assertThat(events.getFirst().getString("finishReason")).isEqualTo("length");
    }
}
