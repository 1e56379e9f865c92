package io.vesalius.cli;

import io.vesalius.GenerateOptions;

import picocli.CommandLine.Option;

/** How many answers, and what becomes of a prompt that is too long. */
final class AnswerFlags {
    @Option(
            names = {"-N", "--choices"},
            paramLabel = "N",
            description = "Generate so many texts, each with draws of its own, up to 16.")
    private int choices = 1;

    @Option(
            names = "--truncate",
            description =
                    "Drop the start of a prompt that doesn't fit the context, instead of refusing"
                            + " it.")
    private boolean truncate;

    GenerateOptions options(
            final SamplingFlags sampling, final StopFlags stop, final BeamFlags beam) {
        final GenerateOptions options =
                GenerateOptions.DEFAULT
                        .withSampling(sampling.parameters())
                        .withStop(stop.parameters())
                        .withChoices(choices)
                        .withTruncate(truncate);
        return beam.parameters().map(options::withBeam).orElse(options);
    }
}
