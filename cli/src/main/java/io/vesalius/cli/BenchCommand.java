package io.vesalius.cli;

import io.vesalius.OpenOptions;
import io.vesalius.engine.SameVocabulary;
import io.vesalius.engine.Speculation;
import io.vesalius.format.GgufFile;
import io.vesalius.format.GgufTensor;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.MemoryStream;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.model.DecoderLoader;
import io.vesalius.model.Model;
import io.vesalius.model.ModelOptions;
import io.vesalius.model.WorkArithmetic;
import io.vesalius.tensor.CacheType;
import io.vesalius.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How fast a model runs here. */
@picocli.CommandLine.Command(
        description =
                "Prefill reads a prompt, decode generates one token of each sequence after another;"
                    + " each is a test of its own, on random ids and a cache in which nothing can"
                    + " be found again. A test runs until its time is steady, then each repeat is"
                    + " timed alone; the median counts. Beside it stands the roofline: what the"
                    + " machine could do at most, its arithmetic and memory measured in the same"
                    + " run by loops that do nothing else (memory once more between a test's"
                    + " repeats, of which the median counts), and what that means for other"
                    + " batches, depths and machines.",
        footer = {
            "vesalius bench -m model.gguf",
            "vesalius bench -m model.gguf -p 512 -n 64 -b 1,4,16 -d 0,4096 -r 3",
            "vesalius bench -m model.gguf -p 0 -n 128 --threads 2 --json",
            "vesalius bench -m model.gguf -p 0 -n 64 -b 1,4 --draft small.gguf",
            "vesalius bench -m model.gguf --hardware 125TFLOPS,600GB/s"
        })
final class BenchCommand implements Command {
    @Option(
            names = {"-p", "--prompt-tokens"},
            paramLabel = "N",
            description = "Tokens of prefill; 0 leaves it out. Default: ${DEFAULT-VALUE}.")
    private int promptTokens = 512;

    @Option(
            names = {"-n", "--new-tokens"},
            paramLabel = "N",
            description = "Steps of decode; 0 leaves it out. Default: ${DEFAULT-VALUE}.")
    private int newTokens = 64;

    @Option(
            names = {"-b", "--batch"},
            paramLabel = "N,N",
            split = ",",
            description = "Sequences at once, a test for each number. Default: 1.")
    private List<Integer> batches = List.of(1);

    @Option(
            names = {"-d", "--depth"},
            paramLabel = "N,N",
            split = ",",
            description = "Tokens that are in the cache before the test. Default: 0.")
    private List<Integer> depths = List.of(0);

    @Option(
            names = {"-r", "--repeats"},
            paramLabel = "N",
            description = "Times that each test is timed. Default: ${DEFAULT-VALUE}.")
    private int repeats = 3;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description =
                    "How long each test runs at least before it is timed: in less than two seconds"
                            + " the JIT may have seen nothing of a small model yet. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int warmup = 2;

    @Option(
            names = "--hardware",
            paramLabel = "RATES",
            description =
                    "Predict for a machine of these rates of arithmetic and memory too, such as"
                            + " 125TFLOPS,600GB/s; can be given again.")
    private List<String> hardware = List.of();

    @Option(names = "--no-peaks", description = "Don't measure the machine.")
    private boolean noPeaks;

    @Option(
            names = "--json",
            description =
                    "A line a test: {\"test\": \"prefill\" or \"decode\", \"tokens\", \"batch\","
                            + " \"depth\", \"tokens_per_second\", \"repeats\": [...], \"peaks\","
                            + " \"roofline\", \"predictions\": [...], ...}.")
    private boolean json;

    @Mixin(name = "Model and memory")
    private final ModelFlags flags = new ModelFlags();

    @Option(
            names = "--draft",
            paramLabel = "FILE",
            description =
                    "Measure too what this smaller model of the same vocabulary gains by guessing"
                            + " ahead: -n tokens after the beginnings of texts, with and without.")
    private Optional<String> draft = Optional.empty();

    @Option(
            names = "--draft-tokens",
            paramLabel = "N",
            description = "The most tokens that it guesses at once. Default: ${DEFAULT-VALUE}.")
    private int draftTokens = OpenOptions.Draft.USUAL_TOKENS;

    @Override
    public void run(final Shell shell) {
        check();
        final List<Hardware> declared = hardware.stream().map(Hardware::declared).toList();
        final Path path = flags.path();
        final VerbsChoice kernels = VerbsChoice.choose(flags.kernelName());
        try (WorkerTeam team = new WorkerTeam(flags.threadCount());
                GgufFile file = GgufFile.open(path);
                Model model = load(shell, file, kernels, team)) {
            final List<BenchTest> tests = tests();
            tests.forEach(test -> test.requireContext(model.longestSequence()));
            final BenchSetup setup =
                    new BenchSetup(
                            path,
                            WorkArithmetic.of(file, flags.cachePolicy()),
                            model.longestSequence(),
                            kernels.verbs().name(),
                            team.size(),
                            model.cacheLayout().type(),
                            flags.cachePolicy(),
                            model.maxRows(),
                            noPeaks ? Optional.empty() : Optional.of(BestLoops.measure(team)),
                            declared);
            measure(shell.out(), model, team, setup, tests);
            if (draft.isPresent()) {
                measureDraft(shell, model, Tokenizer.from(file.metadata()), kernels, team);
            }
        }
    }

    private void measure(
            final Output out,
            final Model model,
            final WorkerTeam team,
            final BenchSetup setup,
            final List<BenchTest> tests) {
        try (@Nullable MemoryStream memory = noPeaks ? null : BestLoops.stream(team)) {
            final Bench bench = new Bench(model, Optional.ofNullable(memory), warmup, repeats);
            measure(out, bench, setup, tests);
        }
    }

    private void measure(
            final Output out,
            final Bench bench,
            final BenchSetup setup,
            final List<BenchTest> tests) {
        final BenchText text = new BenchText(setup);
        if (!json) {
            out.line(text.header());
        }
        final List<BenchResult> results = new ArrayList<>();
        for (final BenchTest test : tests) {
            results.add(bench.time(test));
            out.line(
                    json
                            ? new BenchJson(setup).line(results.getLast())
                            : text.line(results.getLast()));
        }
        if (!json) {
            out.print(text.lesson(results)).flush();
        }
    }

    private void measureDraft(
            final Shell shell,
            final Model model,
            final Tokenizer tokenizer,
            final VerbsChoice kernels,
            final WorkerTeam team) {
        try (GgufFile file = GgufFile.open(ModelPath.of(draft.orElseThrow()))) {
            final Tokenizer draftTokenizer = Tokenizer.from(file.metadata());
            SameVocabulary.require(tokenizer, draftTokenizer);
            try (Model small = load(shell, file, kernels, team)) {
                final DraftBench bench =
                        new DraftBench(
                                model,
                                tokenizer,
                                new Speculation.DraftModel(small, draftTokenizer, draftTokens),
                                newTokens,
                                repeats);
                if (!json) {
                    shell.out().line("\n" + DraftBench.Result.HEADER);
                }
                for (final int batch : batches) {
                    final DraftBench.Result result = bench.time(batch);
                    shell.out().line(json ? result.json() : result.line());
                }
            }
        }
    }

    private void check() {
        range("--prompt-tokens", promptTokens, 0);
        range("--new-tokens", newTokens, 0);
        range("--repeats", repeats, 1);
        range("--warmup", warmup, 0);
        batches.forEach(batch -> range("--batch", batch, 1));
        depths.forEach(depth -> range("--depth", depth, 0));
        if (draft.isPresent() && newTokens < 2) {
            throw new UsageException("--draft is measured on -n tokens: at least 2");
        }
        if (promptTokens == 0 && newTokens == 0) {
            throw new UsageException("nothing to measure: -p and -n are both 0");
        }
    }

    private static void range(final String option, final int value, final int least) {
        final int most = 1 << 24;
        if (value < least || value > most) {
            throw new UsageException(
                    "%s is %d: allowed: %d to %d".formatted(option, value, least, most));
        }
    }

    private List<BenchTest> tests() {
        final List<BenchTest> tests = new ArrayList<>();
        for (final int depth : depths) {
            for (final int batch : batches) {
                if (promptTokens > 0) {
                    tests.add(new BenchTest(BenchTest.Kind.PREFILL, promptTokens, batch, depth));
                }
                if (newTokens > 0) {
                    tests.add(new BenchTest(BenchTest.Kind.DECODE, newTokens, batch, depth));
                }
            }
        }
        return tests;
    }

    private Model load(
            final Shell shell,
            final GgufFile file,
            final VerbsChoice kernels,
            final WorkerTeam team) {
        final CpuCompute compute = new CpuCompute(kernels.verbs(), team);
        final long total = file.tensors().stream().mapToLong(GgufTensor::bytes).sum();
        final long[] loaded = new long[1];
        try (LoadMeter meter = new LoadMeter(shell.err(), file.path())) {
            final ModelOptions options =
                    ModelOptions.DEFAULT
                            .withCacheType(flags.cacheTypeOr(CacheType.F16))
                            .withCachePolicy(flags.cachePolicy())
                            .withProgress(
                                    bytes -> {
                                        loaded[0] += bytes;
                                        meter.loaded(loaded[0], total);
                                    });
            return DecoderLoader.load(file, compute, options);
        } catch (RuntimeException | Error e) {
            compute.close();
            throw e;
        }
    }
}
