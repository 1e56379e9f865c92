package io.vesalius.cli;

import io.vesalius.train.TrainingPlan;

import picocli.CommandLine.Option;

import java.util.Optional;

/** How a student learns. */
final class TrainingFlags {
    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of the optimiser, AdamW. Default: ${DEFAULT-VALUE}.")
    private int steps = 4000;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sequences of a step. Default: ${DEFAULT-VALUE}.")
    private int batch = 16;

    @Option(
            names = "--rate",
            paramLabel = "X",
            description = "Learning rate at its highest. Default: ${DEFAULT-VALUE}.")
    private double rate = 4e-3;

    @Option(
            names = "--warmup",
            paramLabel = "STEPS",
            description = "Steps in which the rate rises. Default: 100, or a tenth of all.")
    private Optional<Integer> warmup = Optional.empty();

    @Option(
            names = "--cooldown",
            paramLabel = "STEPS",
            description =
                    "Last steps, in which the rate falls by a cosine. Until then --steps may be"
                            + " changed and the training goes on. Default: all after the warm-up.")
    private Optional<Integer> cooldown = Optional.empty();

    @Option(
            names = "--floor",
            paramLabel = "SHARE",
            description = "Of the rate, at the end. Default: ${DEFAULT-VALUE}.")
    private double floor = 0.02;

    @Option(
            names = "--decay",
            paramLabel = "X",
            description =
                    "Decay of weights, relative to the rate; not of norms. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double decay = 0.1;

    @Option(
            names = "--clip",
            paramLabel = "X",
            description = "The longest gradient. Default: ${DEFAULT-VALUE}.")
    private double clip = 1;

    @Option(
            names = "--teacher-share",
            paramLabel = "SHARE",
            description =
                    "Share of the divergence from the teacher in the loss, with the teacher's"
                            + " vocabulary; the rest is the text's cross-entropy. Default: 0.")
    private double teacherShare;

    @Option(
            names = "--kl-temperature",
            paramLabel = "T",
            description = "Temperature of both in the divergence. Default: ${DEFAULT-VALUE}.")
    private double temperature = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of the first weights and of the order of the text. Default:"
                            + " ${DEFAULT-VALUE}.")
    private long seed = 1;

    TrainingPlan plan() {
        final int rise = warmup.orElse(Math.min(100, steps / 10));
        return new TrainingPlan(
                steps,
                batch,
                rate,
                rise,
                cooldown.orElse(Math.max(0, steps - rise)),
                floor,
                decay,
                clip,
                teacherShare,
                temperature,
                seed);
    }
}
