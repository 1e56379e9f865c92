package io.vesalius.cli;

import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.base.ByteSize;
import io.vesalius.engine.EngineOptions;
import io.vesalius.server.Server;
import io.vesalius.server.ServerOptions;
import io.vesalius.tensor.CacheType;

import org.jline.utils.Signals;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A model for many, over HTTP. */
@picocli.CommandLine.Command(
        description =
                "Answers OpenAI's API at /v1 until it is told to end (SIGTERM, Ctrl-C); then it"
                        + " takes no more requests and lets those under way end. Requests share"
                        + " each pass over the weights. Every answer is the one that its request"
                        + " would get alone.",
        footer = {
            "vesalius serve -m model.gguf",
            "vesalius serve -m model.gguf --port 9000 --kv-memory 2GiB --max-batch 32",
            "vesalius serve -m model.gguf --draft small.gguf",
            "VESALIUS_API_KEY=secret vesalius serve -m model.gguf --host 0.0.0.0"
        })
final class ServeCommand implements Command {
    @Mixin(name = "Address and access")
    private final ListenFlags listen = new ListenFlags();

    @Option(
            names = "--max-batch",
            paramLabel = "N",
            description = "Requests that run at once. Default: ${DEFAULT-VALUE}.")
    private int maxBatch = EngineOptions.DEFAULT.maxRequests();

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            description =
                    "Requests that may wait; one more is told to come again (429). Default:"
                            + " ${DEFAULT-VALUE}.")
    private int maxWaiting = EngineOptions.DEFAULT.maxWaiting();

    @Option(
            names = "--chat-template",
            paramLabel = "FILE",
            description = "A Jinja template instead of the model's own.")
    private Optional<String> template = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "No line about each request.")
    private boolean quiet;

    @Mixin(name = "Model and memory")
    private final ModelFlags model = new ModelFlags();

    @Mixin(name = GuessFlags.HEADING)
    private final GuessFlags guess = new GuessFlags();

    @Mixin(name = "Limits")
    private final LimitFlags limits = new LimitFlags();

    @Override
    public void run(final Shell shell) {
        final ServerOptions options = options(shell);
        final Vesalius open = model.open(shell, how());
        open.chatTemplate(); // says what is wrong with it now, not at the first conversation
        final Server server;
        try {
            server = Server.start(open, options);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    server.close();
                                    open.close();
                                },
                                "vesalius-shutdown"));
        endWell();
        shell.err().line(memory(open));
        shell.err().line("serving %s at %s".formatted(options.modelName(), server.url()));
        waitForEver();
    }

    private ServerOptions options(final Shell shell) {
        final ServerOptions options =
                listen.options(model.path(), shell.environment())
                        .withLimits(limits.limits())
                        .withBounds(limits.bounds());
        return quiet ? options : options.withLog(shell.err()::line);
    }

    private OpenOptions how() {
        final OpenOptions usual = guess.of(model.options(CacheType.F16));
        final OpenOptions options = usual.withEngine(engine(usual.engine()));
        return template.map(ModelPath::path)
                .map(TextInput::file)
                .map(options::withChatTemplate)
                .orElse(options);
    }

    private EngineOptions engine(final EngineOptions from) {
        return from.withMaxRequests(maxBatch).withMaxWaiting(maxWaiting);
    }

    private static String memory(final Vesalius open) {
        final long draft = open.draftCacheBytes();
        return "memory for keys and values: %s%s"
                .formatted(
                        ByteSize.text(open.cacheBytes()),
                        draft == 0
                                ? ""
                                : ", and %s of the draft's".formatted(ByteSize.text(draft)));
    }

    /** Told to end by SIGTERM, it ends with 0, as supervisors expect, and not as if killed. */
    private static void endWell() {
        Signals.register("TERM", () -> System.exit(0));
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
