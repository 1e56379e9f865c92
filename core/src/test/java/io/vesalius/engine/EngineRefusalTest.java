package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.format.GgufFile;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.SmallModels;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

/** Requests that are refused when they are submitted. */
@Timeout(60)
final class EngineRefusalTest {
    private static final StopParameters TEN = StopParameters.DEFAULT.withMaxTokens(10);

    @TempDir private static Path folder;

    private Engine engine;

    private void start(final FakeModel model, final EngineOptions options) {
        try (GgufFile file = GgufFile.open(SmallModels.LLAMA.writeTo(folder))) {
            engine = Engine.start(model, Tokenizer.from(file.metadata()), options);
        }
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    private static Request greedy(final StopParameters stop, final int... prompt) {
        return Request.of(prompt, SamplingParameters.GREEDY, stop);
    }

    @Test
    void a_prompt_over_the_context_is_refused_with_both_numbers() {
        start(FakeModel.unhindered(), EngineOptions.DEFAULT);
        final int[] prompt = new int[300];
        assertThatThrownBy(() -> engine.submit(greedy(TEN, prompt)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("300")
                .hasMessageContaining("256");
    }

    @Test
    void a_request_that_can_never_have_its_pages_is_refused_with_the_arithmetic() {
        final FakeModel model = FakeModel.unhindered();
        start(model, EngineOptions.DEFAULT.withKvBytes(2 * model.cacheLayout().pageBytes()));
        assertThatThrownBy(() -> engine.submit(greedy(TEN, new int[60])))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("60 tokens of prompt and 10 to generate")
                .hasMessageContaining("3 pages")
                .hasMessageContaining("has 2");
    }

    @Test
    void tokens_of_the_prompt_must_be_in_the_vocabulary() {
        start(FakeModel.unhindered(), EngineOptions.DEFAULT);
        assertThatThrownBy(() -> engine.submit(greedy(TEN, 1, 270)))
                .isInstanceOf(BadRequestException.class)
                .hasMessage("token 1 of the prompt is 270: ids go from 0 to 269");
        assertThatThrownBy(() -> engine.submit(greedy(TEN, -1)))
                .isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> engine.submit(greedy(TEN.withStopTokenIds(Set.of(999)), 1)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("999");
    }

    @Test
    void an_empty_prompt_is_refused() {
        assertThatThrownBy(() -> greedy(TEN)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void requests_over_the_queues_limit_are_refused_at_once() {
        final FakeModel stopped = new FakeModel(0);
        start(stopped, EngineOptions.DEFAULT.withMaxRequests(1).withMaxWaiting(2));
        for (int i = 0; i < 3; i++) {
            engine.submit(greedy(TEN, 20));
        }
        assertThatThrownBy(() -> engine.submit(greedy(TEN, 20)))
                .isInstanceOf(CapacityException.class)
                .hasMessageContaining("3 requests");
        stopped.allow(1000);
    }
}
