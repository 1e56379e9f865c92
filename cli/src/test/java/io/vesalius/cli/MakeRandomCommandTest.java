package io.vesalius.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class MakeRandomCommandTest {
    @TempDir private Path folder;

    private CliRun make(final String name, final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("make-random", "-o", path(name)));
        all.addAll(List.of("--layers", 2, "--hidden", 256, "--heads", 4, "--kv-heads", 2));
        all.addAll(List.of("--feed-forward", 512, "--vocab-size", 600, "-c", 128));
        all.addAll(Arrays.asList(args));
        return CliRun.of(all.toArray());
    }

    private Path path(final String name) {
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "Q8_0", "q4_k_m", "iq4_nl", "mxfp4"})
    void the_model_runs(final String weights) {
        assertThat(make("a.gguf", "--weights", weights)).matches(made -> made.code() == 0);

        final CliRun run = CliRun.of("run", "-m", path("a.gguf"), "-n", "6", "Once upon a time");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isNotBlank();
    }

    @Test
    void what_was_made_is_said() {
        final JsonNode json = make("a.gguf", "--weights", "q4_0", "--json").json();

        assertThat(json.get("parameters").longValue())
                .isEqualTo(
                        2 * (600 * 256)
                                + 2 * (2 * 256 * 256 + 2 * 256 * 128 + 3 * 256 * 512)
                                + 5 * 256);
        assertThat(json.get("types").toString()).isEqualTo("[\"Q4_0\",\"Q6_K\"]");
        assertThat(json.get("bytes").longValue()).isLessThan(path("a.gguf").toFile().length());
        assertThat(make("b.gguf").out()).contains("parameters, ").contains(" of Q8_0");
    }

    @Test
    void the_same_options_give_the_same_bytes_and_another_seed_others() throws IOException {
        make("a.gguf");
        make("b.gguf");
        make("c.gguf", "--seed", 2);

        assertThat(Files.mismatch(path("a.gguf"), path("b.gguf"))).isEqualTo(-1);
        assertThat(Files.mismatch(path("a.gguf"), path("c.gguf"))).isPositive();
    }

    @Test
    void a_file_that_is_there_is_replaced_only_by_force() throws IOException {
        Files.writeString(path("a.gguf"), "precious");

        assertThat(make("a.gguf")).matches(r -> r.code() == 2 && r.err().contains("--force"));
        assertThat(path("a.gguf")).hasContent("precious");
        assertThat(make("a.gguf", "--force")).matches(r -> r.code() == 0);
        assertThat(Files.size(path("a.gguf"))).isGreaterThan(100_000);
    }

    private void refused(final String message, final Object... args) {
        final List<Object> all = new ArrayList<>(List.of("make-random", "-o", path("a.gguf")));
        all.addAll(Arrays.asList(args));
        assertThat(CliRun.of(all.toArray()))
                .matches(r -> r.code() == 2, "is wrong usage")
                .matches(r -> r.err().contains(message), "says: " + message);
    }

    @Test
    void what_is_no_shape_is_refused_by_the_options_name() {
        refused("--kv-heads: 32 heads can't share 3", "--kv-heads", 3);
        refused("allowed: 1 to 512", "--layers", 0);
        refused("allowed: 260 to", "--vocab-size", 259);
        refused("it has to be even", "--head-dim", 33);
        refused("there are f32, f16", "--weights", "q9");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_folder_that_is_not_there_is_said() {
        assertThat(make("no/a.gguf")).matches(r -> r.code() == 1 && r.err().contains("no folder"));
    }
}
