package io.vesalius.cli;

import io.vesalius.distill.StudentSpec;
import io.vesalius.tensor.DType;

import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.OptionalInt;

/** What a student looks like. */
final class StudentFlags {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Its name, in the file. Default: ${DEFAULT-VALUE}.")
    private String name = "student";

    @Option(
            names = "--start",
            paramLabel = "WEIGHTS",
            description =
                    "random, or teacher: begin with the teacher's layers, which learns much faster;"
                            + " the student then has its shape. Default: random.")
    private Start start = Start.RANDOM;

    @Option(
            names = "--vocab",
            paramLabel = "N",
            description =
                    "Train a tokeniser of at most N tokens on the text (SentencePiece's BPE)."
                            + " Default: the teacher's own.")
    private Optional<Integer> vocab = Optional.empty();

    @Option(
            names = "--layers",
            paramLabel = "N",
            description = "Layers. Default: ${DEFAULT-VALUE}.")
    private int layers = 5;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Numbers of a token's state. Default: ${DEFAULT-VALUE}.")
    private int hidden = 96;

    @Option(
            names = "--heads",
            paramLabel = "N",
            description = "Heads of queries. Default: ${DEFAULT-VALUE}.")
    private int heads = 3;

    @Option(
            names = "--kv-heads",
            paramLabel = "N",
            description = "Heads of keys and values. Default: as many as of queries.")
    private Optional<Integer> kvHeads = Optional.empty();

    @Option(
            names = "--feed-forward",
            paramLabel = "N",
            description = "Size of the gated network. Default: ${DEFAULT-VALUE}.")
    private int ffn = 256;

    @Option(
            names = {"-c", "--context"},
            paramLabel = "TOKENS",
            description = "Positions that it is trained for. Default: ${DEFAULT-VALUE}.")
    private int context = 256;

    @Option(
            names = "--untied",
            description = "An output matrix of its own instead of the embedding.")
    private boolean untied;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "Type of the matrices in the file: f32, f16, bf16, q8_0 and others. Default:"
                            + " ${DEFAULT-VALUE}.")
    private DType type = DType.Q8_0;

    /** What a student begins as. */
    enum Start {
        RANDOM,
        TEACHER
    }

    StudentSpec spec() {
        return new StudentSpec(
                name,
                start == Start.TEACHER,
                vocab.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                layers,
                hidden,
                heads,
                kvHeads.orElse(heads),
                ffn,
                context,
                !untied);
    }

    DType type() {
        return type;
    }
}
