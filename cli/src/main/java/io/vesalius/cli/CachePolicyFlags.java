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

    @Option(
            names = "--heavy-pages",
            paramLabel = "PAGES",
            description =
                    "Of a long context keep only the last pages, and so many of the others, those"
                            + " that had most of the attention (H2O). Default: keep everything.")
    private Optional<Integer> heavyPages = Optional.empty();

    @Option(
            names = "--recent-pages",
            paramLabel = "PAGES",
            description = "How many of the last pages stay with --heavy-pages. Default: as many.")
    private Optional<Integer> recentPages = Optional.empty();

    /**
     * @throws UsageException for options that need another, or exclude it
     * @throws io.vesalius.base.BadRequestException for a value out of its range
     */
    CachePolicy policy() {
        checkAlone();
        if (heavyPages.isPresent()) {
            return new CachePolicy.HeavyHitters(
                    heavyPages.get(), recentPages.or(() -> heavyPages).get());
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
        if (recentPages.isPresent()) {
            throw new UsageException(
                    "--recent-pages is given without --heavy-pages: say how many of the others"
                            + " stay too");
        }
        return CachePolicy.EVERYTHING;
    }

    private void checkAlone() {
        final boolean streaming = recent.or(() -> sinks).isPresent();
        final boolean heavy = heavyPages.or(() -> recentPages).isPresent();
        if (sparsePages.isPresent() && streaming) {
            throw new UsageException(
                    "--sparse-pages is given with --recent or --sinks: these forget what it would"
                            + " choose from; take one of them");
        }
        if (heavy && (streaming || sparsePages.isPresent())) {
            throw new UsageException(
                    "--heavy-pages or --recent-pages is given with --recent, --sinks or"
                            + " --sparse-pages: each says in its own way what is seen; take one of"
                            + " them");
        }
    }
}
