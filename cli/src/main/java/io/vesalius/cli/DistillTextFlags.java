package io.vesalius.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a student learns from. */
final class DistillTextFlags {
    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            description =
                    "Learn from this text in UTF-8, in which a line <|endoftext|> ends a document,"
                            + " instead of what the teacher writes.")
    private Optional<String> corpus = Optional.empty();

    @Option(
            names = "--text-bytes",
            paramLabel = "N",
            description = "How much the teacher writes. Default: ${DEFAULT-VALUE}.")
    private long bytes = 10_000_000;

    @Option(
            names = "--held-bytes",
            paramLabel = "N",
            description =
                    "How much it writes, with the next seed, for the student to be measured on."
                            + " Default: ${DEFAULT-VALUE}.")
    private long heldBytes = 500_000;

    @Option(
            names = "--temperatures",
            paramLabel = "T,...",
            split = ",",
            description =
                    "Temperatures of the texts it writes, in turn; nothing else changes its"
                            + " distribution. Default: 1.")
    private List<Double> temperatures = new ArrayList<>();

    @Option(
            names = "--text-seed",
            paramLabel = "N",
            description = "Seed of the texts. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    Optional<Path> corpus() {
        return corpus.map(ModelPath::path);
    }

    long bytes() {
        return bytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    List<Double> temperatures() {
        return temperatures.isEmpty() ? List.of(1.0) : temperatures;
    }

    long seed() {
        return seed;
    }
}
