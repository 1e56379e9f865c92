package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Requests that nobody would send: never an error of the server's, and it lives on. How many is the
 * system property `vesalius.fuzz`.
 */
@Timeout(3600)
final class FuzzTest {
    private static final List<String> SEEDS =
            List.of(
                    "{'messages': [{'role': 'system', 'content': 'be kind'}, {'role': 'user',"
                            + " 'content': [{'type': 'text', 'text': 'hello'}]}], 'max_tokens': 3,"
                            + " 'stream': true, 'stream_options': {'include_usage': true}}",
                    "{'messages': [{'role': 'user', 'content': 'hello'}], 'max_tokens': 2, 'n': 2,"
                            + " 'logprobs': true, 'top_logprobs': 3, 'temperature': 0.7, 'top_p':"
                            + " 0.9, 'seed': 1, 'stop': ['a', 'b'], 'presence_penalty': 0.1,"
                            + " 'logit_bias': {'5': 1, '7': -100}, 'user': 'me'}",
                    "{'prompt': ['once upon', 'a time'], 'max_tokens': 2, 'top_k': 5, 'min_p': 0.1,"
                            + " 'repetition_penalty': 1.1, 'stop_token_ids': [3], 'min_tokens': 1,"
                            + " 'logprobs': 2, 'priority': 1, 'ignore_eos': true}",
                    "{'prompt': [[5, 6, 7]], 'max_tokens': 2, 'use_beam_search': true, 'n': 2,"
                            + " 'length_penalty': 1.0, 'truncate_prompt_tokens': 4}",
                    "{'prompt': 'hello', 'echo': true, 'return_token_ids': true, 'max_tokens': 1}",
                    "{'tokens': [5, 6, 7]}");
    private static final List<String> PATHS =
            List.of("/v1/chat/completions", "/v1/completions", "/tokenize", "/detokenize");
    private static final List<String> NASTY =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1",
                    "2147483648",
                    "-9223372036854775808",
                    "1e400",
                    "-0.0",
                    "1e-400",
                    "123456789012345678901234567890",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\u202e\\n\"",
                    "[]",
                    "[[]]",
                    "{}",
                    "[null]",
                    "{\"a\": {}}",
                    "\"assistant\"",
                    "\"<|user|>\"",
                    "NaN",
                    "[5, \"x\"]",
                    "\"" + "y".repeat(3000) + "\"");

    @TempDir private Path folder;

    @Test
    void no_request_is_an_error_of_the_servers() {
        final long seed = Long.getLong("vesalius.fuzz.seed", 1);
        final int count = Integer.getInteger("vesalius.fuzz", 1500);
        final SplittableRandom random = new SplittableRandom(seed);
        try (Running running =
                Running.of(
                        SmallModels.LLAMA.withContextLength(96),
                        folder,
                        OpenOptions.DEFAULT.withEngine(EngineOptions.DEFAULT.withKvBytes(200_000)),
                        options -> options)) {
            for (int i = 0; i < count; i++) {
                final String path = pick(random, PATHS);
                final String body = mutated(pick(random, SEEDS).replace('\'', '"'), random);
                final Client.Reply reply = running.client().send("POST", path, body);
                assertThat(reply.status())
                        .as("seed %d, request %d: %s %s -> %s", seed, i, path, body, reply.text())
                        .isIn(200, 400, 404);
                if (reply.status() != 200) {
                    assertThat(reply.at("error.message").stringValue()).isNotBlank();
                }
            }
            assertThat(running.model().status().running()).isZero();
            assertThat(running.model().status().usedPages()).isZero();
        }
    }

    private static String pick(final SplittableRandom random, final List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String mutated(final String text, final SplittableRandom random) {
        String made = text;
        for (int times = random.nextInt(4); times > 0 && made.length() > 2; times--) {
            made =
                    switch (random.nextInt(5)) {
                        case 0 -> withValue(made, random);
                        case 1 -> withValue(made, random);
                        case 2 -> withByte(made, random);
                        case 3 -> made.substring(0, random.nextInt(made.length()));
                        default -> withName(made, random);
                    };
        }
        return made.isEmpty() ? "{}" : made;
    }

    /** Something else instead of what follows a colon or comma. */
    private static String withValue(final String text, final SplittableRandom random) {
        final int from = text.indexOf(' ', random.nextInt(text.length()));
        if (from < 0) {
            return text;
        }
        int to = from + 1;
        while (to < text.length() && ",}]".indexOf(text.charAt(to)) < 0) {
            to++;
        }
        return text.substring(0, from + 1) + pick(random, NASTY) + text.substring(to);
    }

    private static String withByte(final String text, final SplittableRandom random) {
        final int at = random.nextInt(text.length());
        return text.substring(0, at)
                + (char) random.nextInt(1, 0x500)
                + text.substring(at + random.nextInt(2));
    }

    private static String withName(final String text, final SplittableRandom random) {
        final String[] names = text.split("\"");
        return text.replaceFirst(
                Pattern.quote("\"" + names[random.nextInt(names.length)] + "\""),
                "\""
                        + names[random.nextInt(names.length)].replace("$", "").replace("\\", "")
                        + "\"");
    }
}
