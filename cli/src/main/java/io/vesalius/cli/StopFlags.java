package io.vesalius.cli;

import io.vesalius.sampling.StopParameters;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** When an answer ends. */
final class StopFlags {
    @Option(
            names = {"-n", "--max-tokens"},
            paramLabel = "N",
            description =
                    "The most tokens to generate. Default: until the model ends, or the context is"
                            + " full.")
    private Optional<Integer> maxTokens = Optional.empty();

    @Option(
            names = "--min-tokens",
            paramLabel = "N",
            description = "The fewest. Default: ${DEFAULT-VALUE}.")
    private int minTokens;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "End before this text; may be given many times.")
    private List<String> stop = new ArrayList<>();

    @Option(
            names = "--stop-token",
            paramLabel = "ID",
            converter = TokenIdConverter.class,
            description = "End at this token; may be given many times.")
    private List<Integer> stopTokens = new ArrayList<>();

    @Option(names = "--ignore-eos", description = "Never choose the model's own end token.")
    private boolean ignoreEos;

    /**
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    StopParameters parameters() {
        return new StopParameters(
                maxTokens.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                minTokens,
                stop,
                Set.copyOf(stopTokens),
                ignoreEos);
    }
}
