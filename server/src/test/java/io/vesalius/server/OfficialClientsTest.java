package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.GenerateOptions;
import io.vesalius.OpenOptions;
import io.vesalius.engine.Answer;
import io.vesalius.engine.Completion;
import io.vesalius.prompt.Message;
import io.vesalius.sampling.Choice;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenAI's own clients, unmodified, as they come from PyPI and npm: they understand what the
 * library answers. They are looked for in the folder that the variable VESALIUS_CLIENTS names;
 * `.ci/run` puts them there.
 */
@Timeout(120)
final class OfficialClientsTest {
    /** Where a client is from, and how its conversation is held. */
    enum Official {
        PYPI("py", "python3", "conversation.py", "PYTHONPATH"),
        NPM("js", "node", "conversation.mjs", "CLIENT_FOLDER");

        private final String folder;
        private final String program;
        private final String script;
        private final String variable;

        Official(
                final String folder,
                final String program,
                final String script,
                final String variable) {
            this.folder = folder;
            this.program = program;
            this.script = script;
            this.variable = variable;
        }
    }

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void a_conversation_is_understood(final Official official) throws Exception {
        final Path installed = installed(official);
        try (Running running =
                Running.of(
                        SmallModels.QWEN3,
                        folder,
                        OpenOptions.DEFAULT,
                        options -> options.withKeys(List.of("key")))) {
            final JsonNode found = hold(official, installed, running);
            final List<Completion> alone = alone(running).completions();
            final Completion first = alone.getFirst();

            assertThat(text(found, "plain")).isEqualTo(first.text());
            assertThat(text(found, "finish")).isEqualTo("length");
            assertThat(found.get("usage").intValue()).isEqualTo(12);
            assertThat(found.get("cached").booleanValue()).isTrue();
            assertThat(text(found, "streamed")).isEqualTo(first.text());
            assertThat(found.get("streamed_usage").intValue()).isEqualTo(12);
            assertThat(strings(found, "n"))
                    .isEqualTo(alone.stream().map(Completion::text).toList());
            assertThat(found.get("logprobs").valueStream().map(JsonNode::doubleValue))
                    .containsExactlyElementsOf(
                            first.tokens().stream().map(Choice::logProb).toList());
            assertThat(found.get("top").valueStream().map(JsonNode::intValue)).containsOnly(2);
            assertThat(text(found, "stopped"))
                    .isEqualTo(first.text().substring(0, first.text().indexOf(stop(first))));
            assertThat(text(found, "stop_finish")).isEqualTo("stop");
            assertThat(text(found, "turn")).isEqualTo(turn(running, first.text()));
            assertThat(text(found, "continued"))
                    .isEqualTo(
                            running.model()
                                    .generate(
                                            "once upon a time",
                                            GenerateOptions.GREEDY.withMaxTokens(6))
                                    .text());
            assertThat(strings(found, "models")).containsExactly(Running.MODEL);
            assertError(found.get("bad_value"), "BadRequestError", 400, "temperature");
            assertError(found.get("bad_model"), "NotFoundError", 404, "model");
            assertError(found.get("bad_key"), "AuthenticationError", 401, null);
        }
    }

    private static Path installed(final Official official) {
        final String all = System.getenv("VESALIUS_CLIENTS");
        if (all == null || !Files.isDirectory(Path.of(all, official.folder))) {
            final String reason =
                    "SKIPPED, the client of %s is not installed (VESALIUS_CLIENTS=FOLDER, see .ci/run)"
                            .formatted(official);
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        return Path.of(all, official.folder);
    }

    private JsonNode hold(final Official official, final Path installed, final Running running)
            throws IOException, InterruptedException {
        final Path output = folder.resolve("found.json");
        final Path scripts =
                Path.of(System.getProperty("basedir", ""), "src", "test", "clients")
                        .toAbsolutePath();
        final List<String> command =
                new ArrayList<>(
                        List.of(official.program, scripts.resolve(official.script).toString()));
        command.addAll(List.of(running.server().url() + "/v1", "key", Running.MODEL));
        final ProcessBuilder process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        process.environment().put(official.variable, installed.toString());
        final int code = process.start().waitFor();
        final String text = Files.readString(output, StandardCharsets.UTF_8);

        assertThat(code).as(text).isZero();
        return Client.parse(text.lines().toList().getLast());
    }

    private static Answer alone(final Running running) {
        return running.model()
                .chat(
                        List.of(Message.user("hello world")),
                        GenerateOptions.DEFAULT
                                .withSampling(SamplingParameters.NEUTRAL.withLogProbs(2))
                                .withSeed(7)
                                .withChoices(3)
                                .withStop(StopParameters.DEFAULT.withIgnoreEos(true))
                                .withMaxTokens(12));
    }

    private static String turn(final Running running, final String said) {
        return running.model()
                .chat(
                        List.of(
                                Message.user("hello world"),
                                Message.assistant(said),
                                Message.user("and then")),
                        GenerateOptions.GREEDY.withMaxTokens(4))
                .text();
    }

    /** As the scripts choose it. */
    private static String stop(final Completion completion) {
        return completion.text().substring(3, 5);
    }

    private static void assertError(
            final JsonNode error, final String name, final int status, final String parameter) {
        assertThat(error.get(0).stringValue()).isEqualTo(name);
        assertThat(error.get(1).intValue()).isEqualTo(status);
        assertThat(error.get(2).asString(null)).isEqualTo(parameter);
    }

    private static String text(final JsonNode found, final String name) {
        return found.get(name).stringValue();
    }

    private static List<String> strings(final JsonNode found, final String name) {
        return found.get(name).valueStream().map(JsonNode::stringValue).toList();
    }
}
