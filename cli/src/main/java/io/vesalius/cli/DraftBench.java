package io.vesalius.cli;

import io.vesalius.engine.Engine;
import io.vesalius.engine.EngineOptions;
import io.vesalius.engine.Generation;
import io.vesalius.engine.Request;
import io.vesalius.engine.Speculation;
import io.vesalius.engine.Timings;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.PageCache;
import io.vesalius.model.Model;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tokenizer.EncodeOptions;
import io.vesalius.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.List;

/**
 * What a draft model gains. Unlike the other tests this one runs the whole engine, on beginnings of
 * texts: how often guesses come true hangs on what is said.
 */
final class DraftBench {
    private static final List<String> BEGINNINGS =
            List.of(
                    "Once upon a time there was a little bear who",
                    "The morning the ship left the harbour,",
                    "To bake a good bread one needs",
                    "My grandmother used to tell me that",
                    "When the rain stopped, the children",
                    "The heart is a muscle that",
                    "In the middle of the old town stands",
                    "A fox and a hen once agreed to");

    private static final int MOST_PROMPT_TOKENS = 64; // of a beginning

    /**
     * One batch with and without the draft.
     *
     * @param seconds of each repeat
     * @param secondsWithout the draft
     * @param drafted tokens guessed in the repeats
     * @param accepted of those, right
     */
    record Result(
            int tokens,
            int batch,
            List<Double> seconds,
            List<Double> secondsWithout,
            int drafted,
            int accepted) {
        static final String HEADER =
                "%-8s %7s %6s %12s %12s %8s %8s %8s"
                        .formatted(
                                "test",
                                "tokens",
                                "batch",
                                "tokens/s",
                                "without",
                                "gain",
                                "guesses",
                                "right");

        double rate() {
            return (double) tokens * batch / BenchResult.median(seconds);
        }

        double rateWithout() {
            return (double) tokens * batch / BenchResult.median(secondsWithout);
        }

        String line() {
            return "%-8s %7d %6d %12.2f %12.2f %8.2f %8d %8s"
                    .formatted(
                            "draft",
                            tokens,
                            batch,
                            rate(),
                            rateWithout(),
                            rate() / rateWithout(),
                            drafted,
                            drafted == 0 ? "-" : "%.0f %%".formatted(100.0 * accepted / drafted));
        }

        String json() {
            return Json.text(
                    Json.object()
                            .put("test", "draft")
                            .put("tokens", tokens)
                            .put("batch", batch)
                            .put("tokens_per_second", Json.rounded(rate(), 3))
                            .put("tokens_per_second_without", Json.rounded(rateWithout(), 3))
                            .put("draft_n", drafted)
                            .put("draft_n_accepted", accepted));
        }
    }

    private final Model model;
    private final Tokenizer tokenizer;
    private final Speculation.DraftModel draft;
    private final int tokens;
    private final int repeats;

    /**
     * @param tokens to generate after each beginning
     */
    DraftBench(
            final Model model,
            final Tokenizer tokenizer,
            final Speculation.DraftModel draft,
            final int tokens,
            final int repeats) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.draft = draft;
        this.tokens = tokens;
        this.repeats = repeats;
    }

    Result time(final int batch) {
        final List<Double> with = new ArrayList<>();
        final List<Double> without = new ArrayList<>();
        final int[] guesses = new int[2];
        try (Engine guessing = start(batch, draft);
                Engine plain = start(batch, Speculation.NONE)) {
            run(guessing, batch); // warm-up
            run(plain, batch);
            for (int i = 0; i < repeats; i++) {
                final List<Timings> timings = run(guessing, batch);
                with.add(decode(timings));
                without.add(decode(run(plain, batch))); // in turns: the machine changes
                timings.forEach(each -> guesses[0] += each.draftedTokens());
                timings.forEach(each -> guesses[1] += each.acceptedTokens());
            }
        }
        return new Result(tokens, batch, with, without, guesses[0], guesses[1]);
    }

    private Engine start(final int batch, final Speculation how) {
        return Engine.start(
                model,
                tokenizer,
                EngineOptions.DEFAULT
                        .withMaxRequests(batch)
                        .withKvBytes(batch * (bytes(model) + bytes(draft.model())))
                        .withSpeculation(how));
    }

    /** What a sequence needs. */
    private long bytes(final Model cached) {
        final CacheLayout layout = cached.cacheLayout();
        return PageCache.pagesFor(layout, MOST_PROMPT_TOKENS + tokens, cached.maxRows())
                * layout.pageBytes();
    }

    /** Seconds from the first token to the last, of the sequence that takes longest. */
    private static double decode(final List<Timings> timings) {
        return timings.stream().mapToDouble(Timings::decode).max().orElse(0);
    }

    private List<Timings> run(final Engine engine, final int batch) {
        final List<Generation> generations = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            generations.add(engine.submit(request(i)));
        }
        final List<Timings> timings = new ArrayList<>();
        generations.forEach(each -> timings.add(Follow.text(each, text -> {}).timings()));
        return timings;
    }

    private Request request(final int number) {
        final String text = BEGINNINGS.get(number % BEGINNINGS.size());
        final int[] prompt =
                tokenizer.encode(text, new EncodeOptions(tokenizer.addsBos(), false, false));
        return Request.of(
                prompt,
                SamplingParameters.DEFAULT.withSeed(number),
                StopParameters.DEFAULT.withMaxTokens(tokens).withIgnoreEos(true));
    }
}
