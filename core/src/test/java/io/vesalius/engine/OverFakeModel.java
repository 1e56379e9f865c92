package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.format.GgufFile;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.testing.Logged;
import io.vesalius.testing.SmallModels;
import io.vesalius.tokenizer.Tokenizer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.logging.LogRecord;

/** An engine over a model that counts upwards. What it logs is not shown: a test expects it. */
@Timeout(60)
abstract class OverFakeModel {
    static final StopParameters TEN = StopParameters.DEFAULT.withMaxTokens(10);

    @TempDir private static Path folder;

    Tokenizer tokenizer;
    FakeModel model;
    Engine engine;
    private Logged log;

    @BeforeEach
    void start() {
        log = new Logged("io.vesalius.engine");
        try (GgufFile file = GgufFile.open(SmallModels.LLAMA.writeTo(folder))) {
            tokenizer = Tokenizer.from(file.metadata());
        }
        restart(FakeModel.unhindered(), EngineOptions.DEFAULT);
    }

    void restart(final FakeModel what, final EngineOptions options) {
        if (engine != null) {
            engine.close();
        }
        model = what;
        engine = Engine.start(model, tokenizer, options);
    }

    @AfterEach
    void close() {
        engine.close();
        log.close();
        assertThat(log.take()).as("logged and not expected").isEmpty();
    }

    static Request greedy(final StopParameters stop, final int... prompt) {
        return Request.of(prompt, SamplingParameters.GREEDY, stop);
    }

    Completion complete(final Request request) throws InterruptedException {
        return engine.submit(request).await().completions().getFirst();
    }

    void awaitIdle() throws InterruptedException {
        while (engine.status().running() + engine.status().waiting() > 0) {
            Thread.sleep(1);
        }
    }

    void assertNothingIsLeftOver() throws InterruptedException {
        awaitIdle();
        final EngineStatus status = engine.status();
        assertThat(status.usedPages()).as("pages in use when idle").isZero();
        assertThat(status.freePages() + status.cachedPages()).isEqualTo(status.pageCount());
    }

    /** One line, with what was thrown: the log is where a fault is to be found. */
    void assertLogged(final String message, final Class<? extends Throwable> thrown) {
        assertThat(log.take())
                .singleElement()
                .satisfies(line -> assertThat(line.getMessage()).startsWith(message))
                .extracting(LogRecord::getThrown)
                .isInstanceOf(thrown);
    }
}
