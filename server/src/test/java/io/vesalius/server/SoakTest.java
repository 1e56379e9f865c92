package io.vesalius.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.BuiltIn;
import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.EngineStatus;
import io.vesalius.format.GgufFile;
import io.vesalius.model.MemoryArithmetic;
import io.vesalius.tensor.CacheType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many clients at once, some of which go away, on a cache for a tenth of what they want. How many
 * seconds is the system property `vesalius.soak`.
 */
@Timeout(7200)
final class SoakTest {
    private static final int SECONDS = Integer.getInteger("vesalius.soak", 20);
    private static final int CLIENTS = 64;
    private static final int STEP_ROWS = 512;

    @TempDir private Path folder;

    /** A tenth of what the clients' longest requests take together. */
    private long pool() throws IOException {
        final Path file = folder.resolve("stories.gguf");
        BuiltIn.copyTo(file);
        try (GgufFile stories = GgufFile.open(file)) {
            return MemoryArithmetic.of(stories)
                            .cache(CacheType.F16, STEP_ROWS)
                            .bytes(SoakRequest.MOST_TOKENS, CLIENTS * SoakRequest.MOST_CHOICES)
                    / 10;
        }
    }

    @Test
    void every_answer_is_the_one_that_its_request_gets_alone() throws Exception {
        final EngineOptions engine = EngineOptions.DEFAULT.withKvBytes(pool());
        final Vesalius model = BuiltIn.open(OpenOptions.DEFAULT.withEngine(engine));
        final Server server = Server.start(model, ServerOptions.of(Running.MODEL));
        try (Running running = new Running(model, server, new Client(server.url()))) {
            final List<SoakRequest> requests = SoakRequest.all(running);
            final MemorySamples memory = new MemorySamples();
            final List<SoakClient> clients = new ArrayList<>();
            final List<Future<?>> ends = new ArrayList<>();
            final long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CLIENTS; i++) {
                    final SoakClient client = new SoakClient(running, requests, i);
                    clients.add(client);
                    ends.add(threads.submit(() -> client.askUntil(end)));
                }
                while (System.nanoTime() < end) {
                    Thread.sleep(1000);
                    memory.take();
                }
            }
            for (final Future<?> each : ends) {
                each.get();
            }
            assertAllPagesAreThere(model);
            report(clients, model.status(), memory);
            memory.assertFlat();
        }
    }

    private static void assertAllPagesAreThere(final Vesalius model) throws InterruptedException {
        while (model.status().running() + model.status().waiting() > 0) {
            Thread.sleep(5);
        }
        final EngineStatus status = model.status();
        assertThat(status.usedPages()).isZero();
        assertThat(status.freePages() + status.cachedPages()).isEqualTo(status.pageCount());
        assertThat(status.preemptions()).as("preemptions, else this proves little").isPositive();
    }

    private static void report(
            final List<SoakClient> clients, final EngineStatus status, final MemorySamples memory) {
        final long compared = clients.stream().mapToLong(SoakClient::compared).sum();
        final long left = clients.stream().mapToLong(SoakClient::left).sum();
        assertThat(compared).isPositive();
        assertThat(left).isPositive();
        System.out.printf(
                "soak: %d s, %d answers compared, %d requests given up, %d preemptions, %d steps,"
                        + " %d pages free and %d cached of %d; %s%n",
                SECONDS,
                compared,
                left,
                status.preemptions(),
                status.steps(),
                status.freePages(),
                status.cachedPages(),
                status.pageCount(),
                memory);
    }
}
