package io.vesalius.cli;

import io.vesalius.sampling.BeamParameters;

import picocli.CommandLine.Option;

import java.util.Optional;

/** Search for the likeliest text instead of drawing one. */
final class BeamFlags {
    /** When the search ends, as people type it. */
    enum EarlyStop {
        first,
        present,
        never
    }

    @Option(
            names = "--beam",
            paramLabel = "WIDTH",
            description = "Follow the WIDTH likeliest beginnings at once, up to 16.")
    private Optional<Integer> width = Optional.empty();

    @Option(
            names = "--length-penalty",
            paramLabel = "X",
            description =
                    "Texts score log-probability / length ^ X: 0 favours short ones, above 1 long"
                            + " ones. Default: ${DEFAULT-VALUE}.")
    private double lengthPenalty = 1;

    @Option(
            names = "--n-best",
            paramLabel = "N",
            description = "Show the N best, up to WIDTH. Default: ${DEFAULT-VALUE}.")
    private int nBest = 1;

    @Option(
            names = "--early-stop",
            paramLabel = "WHEN",
            description =
                    "first: as soon as WIDTH texts are complete. present: when no beam scores"
                            + " better as it is. never: when none could come to. Default:"
                            + " ${DEFAULT-VALUE}.")
    private EarlyStop earlyStop = EarlyStop.never;

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    Optional<BeamParameters> parameters() {
        return width.map(count -> new BeamParameters(count, lengthPenalty, nBest, stop(earlyStop)));
    }

    private static BeamParameters.EarlyStop stop(final EarlyStop when) {
        return switch (when) {
            case first -> BeamParameters.EarlyStop.FIRST;
            case present -> BeamParameters.EarlyStop.PRESENT_LENGTH;
            case never -> BeamParameters.EarlyStop.NEVER_BETTER;
        };
    }
}
