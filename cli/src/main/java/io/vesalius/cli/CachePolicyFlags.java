package io.vesalius.cli;

import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;

import picocli.CommandLine.Option;

import java.util.Optional;

/** What is seen of a long context. */
final class CachePolicyFlags {
    @Option(
            names = "--recent",
            paramLabel = "TOKENS",
            description =
                    "See the first tokens and this many of the last ones only, and forget what lies"
                            + " between: text may then go on far past the model's context in the"
                            + " memory of a short one (StreamingLLM). Default: see everything.")
    private Optional<Integer> recent = Optional.empty();

    @Option(
            names = "--sinks",
            paramLabel = "TOKENS",
            description =
                    "How many of the first tokens stay in sight with --recent. Default: "
                            + CachePolicy.Streaming.USUAL_SINKS
                            + ".")
    private Optional<Integer> sinks = Optional.empty();

    @Option(
            names = "--sparse-pages",
            paramLabel = "PAGES",
            description =
                    "Of a long context see only so many pages of "
                            + CacheLayout.PAGE_TOKENS
                            + " tokens, those that fit each query best (Quest): less to read for a"
                            + " token, nothing forgotten. Default: see everything.")
    private Optional<Integer> sparsePages = Optional.empty();

    /**
     * @throws UsageException for options that need another, or exclude it
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    CachePolicy policy() {
        if (sparsePages.isPresent() && recent.or(() -> sinks).isPresent()) {
            throw new UsageException(
                    "--sparse-pages is given with --recent or --sinks: these forget what it would"
                            + " choose from; take one of them");
        }
        if (sparsePages.isPresent()) {
            return new CachePolicy.BestPages(sparsePages.get());
        }
        if (recent.isPresent()) {
            return new CachePolicy.Streaming(
                    sinks.orElse(CachePolicy.Streaming.USUAL_SINKS), recent.get());
        }
        if (sinks.isPresent()) {
            throw new UsageException(
                    "--sinks is given without --recent: say how many of the last tokens stay in"
                            + " sight too");
        }
        return CachePolicy.EVERYTHING;
    }
}
