package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients at once, some of which go away, on a cache too small for them all. How many each
 * asks is the system property `vesalius.soak`.
 */
@Timeout(3600)
final class SoakTest {
    private static final int CLIENTS = 16;
    private static final int REQUESTS = 12;
    private static final String COMPLETIONS = "/v1/completions";

    @TempDir private Path folder;

    private static String request(final int number) {
        final SplittableRandom random = new SplittableRandom(number);
        final StringBuilder prompt = new StringBuilder("once upon a time");
        for (int i = random.nextInt(60); i > 0; i--) {
            prompt.append(random.nextBoolean() ? " the" : " girl");
        }
        return "{'prompt': '%s', 'seed': %d, 'n': %d, 'max_tokens': %d, 'ignore_eos': true, 'logprobs': 1}"
                .formatted(prompt, number, 1 + random.nextInt(2), 10 + random.nextInt(40));
    }

    @Test
    void every_answer_is_the_one_that_its_request_gets_alone() throws Exception {
        final long pool = 1 << 20; // bytes: a few of the requests at once
        try (Running running =
                Running.of(
                        SmallModels.LLAMA,
                        folder,
                        OpenOptions.DEFAULT.withEngine(EngineOptions.DEFAULT.withKvBytes(pool)),
                        options -> options)) {
            final List<JsonNode> alone = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                alone.add(running.client().post(COMPLETIONS, request(i)).at("choices"));
            }
            final List<Future<?>> clients = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CLIENTS; i++) {
                    final int seed = i;
                    clients.add(threads.submit(() -> ask(running, alone, seed)));
                }
            }
            for (final Future<?> client : clients) {
                client.get();
            }
            while (running.model().status().running() > 0) {
                Thread.sleep(5);
            }
            assertThat(running.model().status().usedPages()).isZero();
        }
    }

    private static void ask(final Running running, final List<JsonNode> alone, final int seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = Integer.getInteger("vesalius.soak", 5); i > 0; i--) {
            final int number = random.nextInt(REQUESTS);
            if (random.nextInt(4) > 0) {
                final Client.Reply reply = running.client().post(COMPLETIONS, request(number));
                assertThat(reply.at("choices")).as(reply.text()).isEqualTo(alone.get(number));
            } else {
                try (Raw raw = new Raw(running)) {
                    raw.send(
                            Raw.post(
                                    COMPLETIONS,
                                    request(number).replace("'n'", "'stream': true, 'n'")));
                    raw.until(random.nextBoolean() ? "data: " : "HTTP/1.1 200");
                }
            }
        }
    }
}
