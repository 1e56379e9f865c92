package io.vesalius.engine;

import java.util.Arrays;

/** When things happened to a request, by System.nanoTime. */
final class Stopwatch {
    private static final double NANOS = 1e9;

    private final long arrived;
    private long started;
    private long[] tokens = new long[64];
    private int tokenCount;
    private int cachedTokens = -1;
    private int drafts;
    private int draftedTokens;
    private int acceptedTokens;

    Stopwatch(final long now) {
        arrived = now;
        started = now;
    }

    void started(final long now) {
        if (started == arrived) {
            started = now;
        }
    }

    /** Only the first time counts: what a preempted request finds again is its own. */
    void cached(final int count) {
        if (cachedTokens < 0) {
            cachedTokens = count;
        }
    }

    void drafted(final int count, final int accepted) {
        drafts++;
        draftedTokens += count;
        acceptedTokens += accepted;
    }

    /** A token of the first choice. */
    void token(final long now) {
        if (tokenCount == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * tokenCount);
        }
        tokens[tokenCount++] = now;
    }

    Timings read(final int promptTokens, final int generatedTokens, final long now) {
        final long first = tokenCount == 0 ? now : tokens[0];
        final long last = tokenCount == 0 ? now : tokens[tokenCount - 1];
        final double decode = (last - first) / NANOS;
        return new Timings(
                promptTokens,
                Math.max(0, cachedTokens),
                generatedTokens,
                drafts,
                draftedTokens,
                acceptedTokens,
                (started - arrived) / NANOS,
                (first - arrived) / NANOS,
                tokenCount < 2 ? 0 : decode / (tokenCount - 1),
                gap(0.5),
                gap(0.99),
                (first - started) / NANOS,
                decode,
                (now - arrived) / NANOS);
    }

    /** A percentile of the gaps between tokens, nearest rank. */
    private double gap(final double share) {
        if (tokenCount < 2) {
            return 0;
        }
        final long[] gaps = new long[tokenCount - 1];
        Arrays.setAll(gaps, i -> tokens[i + 1] - tokens[i]);
        Arrays.sort(gaps);
        final int rank = (int) Math.ceil(share * gaps.length);
        return gaps[Math.max(0, rank - 1)] / NANOS;
    }
}
