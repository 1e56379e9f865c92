package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.base.ByteSize;
import io.vesalius.base.CapacityException;
import io.vesalius.model.random.DecoderShape;
import io.vesalius.model.random.RandomModel;
import io.vesalius.model.random.WeightMix;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A model that weighs what a trained one does. */
@picocli.CommandLine.Command(
        description =
                "Speed hangs on a model's shape and the types of its weights, not on their values:"
                    + " such a file measures what a trained one would, without a download. Its"
                    + " vocabulary is made up and works; what it says means nothing. By default it"
                    + " has a billion parameters. The same options give the same bytes.",
        footer = {
            "vesalius make-random -o 1b.gguf --weights q4_k_m",
            "vesalius make-random -o 7b.gguf --weights q8_0 --layers 32 --hidden 4096"
                    + " --feed-forward 11008 --kv-heads 32",
            "vesalius bench -m 1b.gguf"
        })
final class MakeRandomCommand implements Command {
    private static final DecoderShape USUAL = DecoderShape.ONE_BILLION;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The GGUF file to write.")
    private Path output = Path.of("");

    @Option(names = "--force", description = "Replace the file where there is one.")
    private boolean force;

    @Option(
            names = {"-w", "--weights"},
            paramLabel = "TYPE",
            description =
                    "f32, f16, bf16, q8_0, q4_0, q4_1, q5_0, q5_1, q4_k_s, q4_k_m, q5_k_s, q5_k_m,"
                            + " q6_k, iq4_nl or mxfp4, mixed as llama-quantize does: of q4_0 the"
                            + " output is q6_k, of q4_k_m half of the value and down projections"
                            + " too. Default: q8_0.")
    private String weights = WeightMix.Q8_0.label();

    @Option(names = "--pure", description = "No mix: every matrix in the one type.")
    private boolean pure;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the random numbers. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--json",
            description = "{\"file\", \"bytes\", \"parameters\", \"types\": [...], \"seed\"}")
    private boolean json;

    @picocli.CommandLine.Mixin(name = "Shape")
    private final ShapeFlags shape = new ShapeFlags();

    /** The numbers of a decoder; the defaults are a billion parameters. */
    static final class ShapeFlags {
        @Option(
                names = "--layers",
                paramLabel = "N",
                description = "Blocks of attention and feed-forward. Default: ${DEFAULT-VALUE}.")
        private int layers = USUAL.layers();

        @Option(
                names = "--hidden",
                paramLabel = "N",
                description = "Width of the stream. Default: ${DEFAULT-VALUE}.")
        private int hidden = USUAL.hidden();

        @Option(
                names = "--feed-forward",
                paramLabel = "N",
                description = "Width within the gated network. Default: ${DEFAULT-VALUE}.")
        private int feedForward = USUAL.feedForward();

        @Option(
                names = "--heads",
                paramLabel = "N",
                description = "Heads of queries. Default: ${DEFAULT-VALUE}.")
        private int heads = USUAL.heads();

        @Option(
                names = "--kv-heads",
                paramLabel = "N",
                description = "Heads of keys and values. Default: ${DEFAULT-VALUE}.")
        private int kvHeads = USUAL.kvHeads();

        @Option(
                names = "--head-dim",
                paramLabel = "N",
                description = "Width of a head. Default: hidden / heads.")
        private Optional<Integer> headDim = Optional.empty();

        @Option(
                names = "--vocab-size",
                paramLabel = "N",
                description = "Tokens. Default: ${DEFAULT-VALUE}.")
        private int vocabSize = USUAL.vocabSize();

        @Option(
                names = {"-c", "--context"},
                paramLabel = "N",
                description = "Tokens that the model claims. Default: ${DEFAULT-VALUE}.")
        private int context = USUAL.context();

        @Option(names = "--tied", description = "The embedding is the output too.")
        private boolean tied;

        DecoderShape shape() {
            return new DecoderShape(
                    layers,
                    hidden,
                    feedForward,
                    heads,
                    kvHeads,
                    headDim.orElseGet(() -> hidden / Math.max(1, heads)),
                    vocabSize,
                    context,
                    tied);
        }
    }

    @Override
    public void run(final Shell shell) {
        final RandomModel model = new RandomModel(shape.shape(), mix(), pure, seed);
        check(model.bytes());
        final long[] written = new long[1];
        try (ProgressLine progress = new ProgressLine(shell.err())) {
            model.write(
                    output,
                    bytes -> {
                        written[0] += bytes;
                        progress.show(() -> progress(written[0], model.bytes()));
                    });
        }
        report(shell.out(), model);
    }

    private String progress(final long written, final long total) {
        return "writing %s: %d %% of %s"
                .formatted(
                        Printable.line(output.toString()),
                        100 * written / total,
                        ByteSize.text(total));
    }

    private WeightMix mix() {
        return Arrays.stream(WeightMix.values())
                .filter(mix -> mix.label().equalsIgnoreCase(weights))
                .findFirst()
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "--weights is '%s': there are %s"
                                                .formatted(Printable.line(weights, 40), labels())));
    }

    private static String labels() {
        return Arrays.stream(WeightMix.values())
                .map(WeightMix::label)
                .collect(Collectors.joining(", "));
    }

    private void check(final long bytes) {
        if (!force && Files.exists(output)) {
            throw new UsageException(
                    "there is a file %s already: --force replaces it".formatted(output));
        }
        final Path folder = output.toAbsolutePath().getParent();
        try {
            final long free = Files.getFileStore(folder).getUsableSpace();
            if (bytes > free) {
                throw new CapacityException(
                        "the model takes %s, and there is room for %s in %s"
                                .formatted(ByteSize.text(bytes), ByteSize.text(free), folder));
            }
        } catch (IOException e) {
            throw new BadFileException(folder + ": no folder to write to: " + e.getMessage(), e);
        }
    }

    private void report(final Output out, final RandomModel model) {
        final List<String> types = model.types().stream().map(Enum::name).toList();
        if (json) {
            out.line(
                    Json.text(
                            Json.object()
                                    .put("file", output.toString())
                                    .put("bytes", model.bytes())
                                    .put("parameters", model.parameters())
                                    .put("types", types)
                                    .put("seed", seed)));
        } else {
            out.line(
                    "%s: %,d parameters, %s of %s"
                            .formatted(
                                    Printable.line(output.toString()),
                                    model.parameters(),
                                    ByteSize.text(model.bytes()),
                                    String.join(", ", types)));
        }
    }
}
