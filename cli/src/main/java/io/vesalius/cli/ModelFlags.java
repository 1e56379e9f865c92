package io.vesalius.cli;

import io.vesalius.BuiltIn;
import io.vesalius.OpenOptions;
import io.vesalius.Vesalius;
import io.vesalius.engine.EngineOptions;
import io.vesalius.kv.CachePolicy;
import io.vesalius.tensor.CacheType;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** Which model, and what it may take of the machine. */
final class ModelFlags {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A GGUF file; of a split model any part. Without it run and chat use the"
                            + " built-in teller of stories.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--cache-type",
            paramLabel = "TYPE",
            converter = CacheTypeConverter.class,
            description =
                    "How keys and values are kept: f16, f32 (exact, twice the memory) or q8_0"
                            + " (half). It can change an answer. Default: f16; of logits and"
                            + " perplexity f32.")
    private Optional<CacheType> cacheType = Optional.empty();

    @Option(
            names = {"-c", "--context"},
            paramLabel = "TOKENS",
            description =
                    "The most tokens of a sequence. Default: the model's context; with --recent"
                            + " 1048576.")
    private Optional<Integer> context = Optional.empty();

    @Mixin private final CachePolicyFlags policy = new CachePolicyFlags();

    @Option(
            names = "--kv-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "Memory for keys and values, such as 2GiB. Default: for eight sequences of the"
                            + " whole context, in at most half of the machine's.")
    private Optional<Long> kvMemory = Optional.empty();

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads that compute. Default: one a processor.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--kernels",
            paramLabel = "NAME",
            description = "Use these kernels instead of the best that run; doctor lists them.")
    private Optional<String> kernels = Optional.empty();

    /** The model's file. */
    Path path() {
        return ModelPath.of(model);
    }

    int threadCount() {
        return Threads.checked(threads);
    }

    Optional<String> kernelName() {
        return kernels;
    }

    CachePolicy cachePolicy() {
        return policy.policy();
    }

    CacheType cacheTypeOr(final CacheType usual) {
        return cacheType.orElse(usual);
    }

    /** How the model is to be opened. */
    OpenOptions options(final CacheType usual) {
        EngineOptions engine = EngineOptions.DEFAULT;
        if (kvMemory.isPresent()) {
            engine = engine.withKvBytes(kvMemory.get());
        }
        if (context.isPresent()) {
            engine = engine.withContextLength(context.get());
        }
        final OpenOptions options =
                OpenOptions.DEFAULT
                        .withEngine(engine)
                        .withCacheType(cacheType.orElse(usual))
                        .withCachePolicy(policy.policy())
                        .withThreads(threadCount());
        return kernels.map(options::withKernels).orElse(options);
    }

    /** Opens the model, with progress on standard error where it takes long. */
    Vesalius open(final Shell shell, final OpenOptions options) {
        final Path path = path();
        try (LoadMeter meter = new LoadMeter(shell.err(), path)) {
            return Vesalius.open(path, options.withProgress(meter::loaded));
        }
    }

    /** What a person calls the model. */
    String name() {
        return model.isPresent() ? String.valueOf(path().getFileName()) : BuiltIn.NAME;
    }

    /** Opens the model that was named, or else the one in the box, and says so. */
    Vesalius openOrBuiltIn(final Shell shell, final OpenOptions options) {
        if (model.isPresent()) {
            return open(shell, options);
        }
        shell.err()
                .line(
                        "no model was named: this is the built-in one, which knows little stories"
                                + " only; -m FILE.gguf runs a bigger one");
        return BuiltIn.open(options);
    }

    Vesalius open(final Shell shell, final CacheType usual) {
        return open(shell, options(usual));
    }
}
