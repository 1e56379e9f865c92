package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.GenerateOptions;
import io.vesalius.OpenOptions;
import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.Generation;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests leave nothing behind, however they end and however many they are. */
@Timeout(300)
final class LeakTest {
    private static final int ROUNDS = 6;
    private static final int ABORTS = 200;
    private static final int PROMPTS = 2000;
    private static final int AT_ONCE = 40;
    private static final int ENOUGH_TO_FILL_CACHES = 100_000;

    @TempDir private Path folder;

    private final SplittableRandom random = new SplittableRandom(1);

    private Running running() {
        return Running.of(
                SmallModels.LLAMA.withContextLength(60_000),
                folder,
                OpenOptions.DEFAULT.withEngine(
                        EngineOptions.DEFAULT.withKvBytes(8 << 20).withMaxRequests(8)),
                options -> options);
    }

    private static void awaitIdle(final Running running) throws InterruptedException {
        while (running.model().status().running() + running.model().status().waiting() > 0) {
            Thread.sleep(5);
        }
        assertThat(running.model().status().usedPages()).isZero();
    }

    @Test
    void a_thousand_clients_that_go_away_leave_less_than_a_kilobyte_each() throws Exception {
        final MemoryRounds memory = new MemoryRounds();
        try (Running running = running()) {
            for (int round = 0; round < ROUNDS; round++) {
                memory.take();
                for (int i = 0; i < ABORTS; i++) {
                    abort(running);
                }
                awaitIdle(running);
            }
            memory.take();
            assertThat(running.client().get("/health").status()).isEqualTo(200);
        }
        memory.assertFlat(ABORTS * 1024L);
    }

    /** Some are gone before they are read, some while they wait, some while they are answered. */
    private void abort(final Running running) throws InterruptedException {
        try (Raw raw = new Raw(running)) {
            final String words = "word ".repeat(random.nextInt(200)) + random.nextInt();
            final String json =
                    "{'messages': [{'role': 'user', 'content': '%s'}], 'ignore_eos': true, 'stream': %s}"
                            .formatted(words, random.nextBoolean());
            raw.send(Raw.post("/v1/chat/completions", json));
            Thread.sleep(random.nextInt(8));
        }
    }

    @Test
    void ten_thousand_prompts_that_nobody_asked_before_leave_nothing() throws Exception {
        final MemoryRounds memory = new MemoryRounds();
        try (Running running = running()) {
            for (int i = 0; i < ENOUGH_TO_FILL_CACHES; i++) {
                running.model().encode(unique());
            }
            for (int round = 0; round < ROUNDS; round++) {
                memory.take();
                for (int i = 0; i < PROMPTS / AT_ONCE; i++) {
                    ask(running);
                }
                awaitIdle(running);
            }
            memory.take();
        }
        memory.assertFlat(PROMPTS * 32L);
    }

    private String unique() {
        return "a story of " + random.nextLong();
    }

    private void ask(final Running running) throws InterruptedException {
        final List<Generation> generations = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            final int[] prompt = running.model().encode(unique());
            generations.add(
                    running.model().submit(prompt, GenerateOptions.DEFAULT.withMaxTokens(2)));
        }
        for (final Generation generation : generations) {
            generation.await();
        }
    }
}
