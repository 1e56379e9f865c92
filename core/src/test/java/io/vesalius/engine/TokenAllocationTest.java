package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.HeapUse;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** What a token takes of Java's heap on the engine's thread. */
@Timeout(60)
class TokenAllocationTest {
    private static final int TOKENS = 200;
    private static final int ROUNDS = 5;

    @TempDir private Path folder;

    private static Verbs verbs() {
        final Verbs best = VerbsChoice.choose(Optional.empty()).verbs();
        if (!best.name().startsWith("x86")) {
            System.err.println("SKIPPED: other verbs than emitted ones make objects");
            return abort(best.name());
        }
        return best;
    }

    @Test
    void a_token_takes_its_event_its_text_and_a_few_records() throws InterruptedException {
        final Path model = SmallModels.LLAMA.writeTo(folder);
        try (SmallEngine engine = SmallEngine.open(model, verbs(), 1, EngineOptions.DEFAULT)) {
            final HeapUse heap = new HeapUse(thread -> thread.getName().equals("vesalius-engine"));
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                final long before = heap.bytes();
                final int tokens = generate(engine.engine());
                least = Math.min(least, (heap.bytes() - before) / tokens);
            }
            assertThat(least).isBetween(100L, 1000L);
        }
    }

    private static int generate(final Engine engine) throws InterruptedException {
        final StopParameters stop =
                StopParameters.DEFAULT.withMaxTokens(TOKENS).withMinTokens(TOKENS);
        final Request request = Request.of(new int[] {1, 20}, SamplingParameters.GREEDY, stop);
        return engine.submit(request).await().completions().getFirst().tokens().size();
    }
}
