package io.vesalius.kv;

import io.vesalius.base.BadRequestException;

/**
 * Which of the positions before it a query sees in layers that would see all of them. A setting of
 * the cache: part of a request's identity, and the same for all requests of an engine.
 */
public sealed interface CachePolicy {
    /**
     * The most tokens of a sequence.
     *
     * @param contextLength positions that the model was made for
     */
    int longestSequence(int contextLength);

    /** What a person reads: `sinks 4, recent 1020`. */
    String label();

    /** All of them. */
    record Everything() implements CachePolicy {
        @Override
        public int longestSequence(final int contextLength) {
            return contextLength;
        }

        @Override
        public String label() {
            return "everything";
        }
    }

    /**
     * The first few positions and the last ones, as if nothing had stood between them: attention
     * sinks (StreamingLLM, Xiao et al. 2023, arXiv:2309.17453, section 3.2). Positions are those
     * within the cache, so that none is larger than the model was trained with, however long the
     * sequence.
     *
     * @param sinks the first positions, which stay; 0 for a window alone
     * @param recent how many of the last positions a query sees, its own included
     */
    record Streaming(int sinks, int recent) implements CachePolicy {
        /** The most sinks: those of a segment of attention. */
        public static final int MAX_SINKS = 512;

        /** The most tokens of a sequence, whose ids are kept. */
        public static final int LONGEST = 1 << 20;

        /** Sinks where nobody asks for another number, as in the paper. */
        public static final int USUAL_SINKS = 4;

        public Streaming {
            if (sinks < 0 || sinks > MAX_SINKS) {
                throw new BadRequestException(
                        "sinks",
                        "sinks is %d: it must be from 0 to %d".formatted(sinks, MAX_SINKS));
            }
            if (recent < 1) {
                throw new BadRequestException(
                        "recent", "recent is %d: it must be 1 or more".formatted(recent));
            }
        }

        @Override
        public int longestSequence(final int contextLength) {
            return Math.max(LONGEST, contextLength);
        }

        @Override
        public String label() {
            return "sinks %d, recent %d".formatted(sinks, recent);
        }

        /** The most positions that a query sees. */
        public long seen() {
            return (long) sinks + recent;
        }

        /** Where in the cache a query stands, which is at `position` of its sequence. */
        public int place(final int position) {
            return (int) Math.min(position, seen() - 1);
        }
    }

    /**
     * Of each layer's pages those whose keys may fit a query best, beside the first page and the
     * query's own; the cache keeps them all (Quest, Tang et al. 2024, arXiv:2406.10774, section
     * 3.3). Every query of every head of keys and values makes its own choice, in prompts too, so
     * that it depends on nothing else that is computed.
     *
     * @param pages how many a query sees, of {@link CacheLayout#PAGE_TOKENS} tokens each
     */
    record BestPages(int pages) implements CachePolicy {
        /** The first layers see everything, as in the paper: their attention is spread out. */
        public static final int DENSE_LAYERS = 2;

        /** The first page, the query's own, and one that is chosen. */
        public static final int FEWEST = 3;

        public BestPages {
            if (pages < FEWEST) {
                throw new BadRequestException(
                        "sparse_pages",
                        "sparse_pages is %d: it must be %d or more, the first page, a query's own, and those that are chosen"
                                .formatted(pages, FEWEST));
            }
        }

        @Override
        public int longestSequence(final int contextLength) {
            return contextLength;
        }

        @Override
        public String label() {
            return "best %d pages".formatted(pages);
        }
    }

    /**
     * The last pages, and of those before them the ones that had most of the attention so far
     * (heavy hitters: H2O, Zhang et al. 2023, arXiv:2306.14048, section 4); the others are let go.
     * Every layer chooses for itself, by the sum over its heads, and only where the length of a
     * sequence is a multiple of {@link #EVERY}, so that what is seen depends on nothing else that
     * is computed.
     *
     * @param heavy pages that stay for their attention, of {@link CacheLayout#PAGE_TOKENS} tokens
     * @param recent the last pages, which stay in any case
     */
    record HeavyHitters(int heavy, int recent) implements CachePolicy {
        /** Tokens from one choice to the next; no step goes past one. */
        public static final int EVERY = 4 * CacheLayout.PAGE_TOKENS;

        /** More than any context has. */
        public static final int MOST = 1 << 20;

        public HeavyHitters {
            check("heavy_pages", heavy);
            check("recent_pages", recent);
        }

        private static void check(final String field, final int pages) {
            if (pages < 1 || pages > MOST) {
                throw new BadRequestException(
                        field, "%s is %d: it must be from 1 to %d".formatted(field, pages, MOST));
            }
        }

        @Override
        public int longestSequence(final int contextLength) {
            return contextLength;
        }

        @Override
        public String label() {
            return "heavy %d pages, recent %d".formatted(heavy, recent);
        }

        /** The most pages that a sequence holds in a layer: those that stay, and those to come. */
        public int pages() {
            return heavy + recent + EVERY / CacheLayout.PAGE_TOKENS;
        }
    }

    /** All positions. */
    CachePolicy EVERYTHING = new Everything();
}
