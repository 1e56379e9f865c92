package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.base.Counted;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.PageCache;
import io.vesalius.sampling.BeamParameters;

import java.util.Arrays;

/** Whether a request can ever run here: the arithmetic is done before the first token. */
final class Admission {
    private final CacheLayout layout;
    private final int pageCount;
    private final int maxRows;
    private final int maxLogits;
    private final int contextLength;

    /**
     * @param maxRows the most rows of a step
     * @param maxLogits the most sequences of a step whose next token is predicted
     * @param contextLength the most tokens of a sequence
     */
    Admission(
            final CacheLayout layout,
            final int pageCount,
            final int maxRows,
            final int maxLogits,
            final int contextLength) {
        this.layout = layout;
        this.pageCount = pageCount;
        this.maxRows = maxRows;
        this.maxLogits = maxLogits;
        this.contextLength = contextLength;
    }

    int contextLength() {
        return contextLength;
    }

    int groupCount() {
        return layout.groups().size();
    }

    /** Pages without which it makes no sense to start a request now. */
    long startPages(final Group group) {
        return PageCache.pagesFor(layout, group.longest() + 1, maxRows);
    }

    /**
     * The request as it will run: its prompt cut where it asked for that.
     *
     * @throws BadRequestException when the prompt doesn't fit the context, or several sequences
     *     can't share it
     * @throws CapacityException when it could never get enough pages
     */
    Request check(final Request request) {
        final int width = request.beam().map(BeamParameters::width).orElse(1);
        if (width > maxLogits) {
            throw new BadRequestException(
                    "beam_width",
                    "%d beams at once, where a step has room for %d".formatted(width, maxLogits));
        }
        if (layout.evicts() && sequences(request) > 1) {
            throw new BadRequestException(
                    request.beam().isPresent() ? "beam_width" : "n",
                    "%d sequences of one prompt, where pages stay by the attention that they had and so can't be shared: ask for one answer at a time"
                            .formatted(sequences(request)));
        }
        final int wanted = generated(request);
        final int length = request.prompt().length;
        final int room = contextLength - (request.truncate() ? wanted : Math.min(1, wanted));
        if (length <= room) {
            return requirePages(request);
        }
        if (!request.truncate()) {
            throw new BadRequestException(
                    "prompt",
                    "the prompt has %d tokens and the context holds %d with at least one to generate: shorten it, or ask for truncation"
                            .formatted(length, contextLength));
        }
        if (room < 2) {
            throw new BadRequestException(
                    "max_tokens",
                    "%d tokens to generate leave nothing of a context of %d for the prompt"
                            .formatted(wanted, contextLength));
        }
        return requirePages(request.withPrompt(truncated(request.prompt(), room)));
    }

    /** Tokens that there must be room for behind the prompt. */
    private static int generated(final Request request) {
        return request.promptLogits().isPresent() ? 0 : request.stop().maxTokens().orElse(1);
    }

    /** The first token, BOS where there is one, and the end of the rest. */
    private static int[] truncated(final int[] prompt, final int room) {
        final int[] kept = Arrays.copyOfRange(prompt, prompt.length - room, prompt.length);
        kept[0] = prompt[0];
        return kept;
    }

    private Request requirePages(final Request request) {
        final int length = request.prompt().length;
        final int generated = generated(request);
        final long total = Math.min(contextLength, (long) length + generated);
        final long pages = pagesFor(request, (int) total);
        if (pages > pageCount) {
            throw new CapacityException(
                    "the request can't run here: %s of prompt and %d to generate, %s at once, need %s of %d tokens and the cache has %d: give it more memory, or ask for less"
                            .formatted(
                                    Counted.of(length, "token"),
                                    generated,
                                    Counted.of(sequences(request), "sequence"),
                                    Counted.of(pages, "page"),
                                    CacheLayout.PAGE_TOKENS,
                                    pageCount));
        }
        return request;
    }

    /** How long a sequence of this request may become: what the context and the pages leave. */
    int longest(final Request request) {
        int low = request.prompt().length;
        int high = contextLength;
        while (low < high) {
            final int middle = low + (high - low + 1) / 2;
            if (pagesFor(request, middle) <= pageCount) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** All sequences share the full pages of the prompt; each has the rest for itself. */
    private long pagesFor(final Request request, final int length) {
        final int sequences = sequences(request);
        final long alone = PageCache.pagesFor(layout, length, maxRows);
        if (sequences == 1) {
            return alone;
        }
        final int shared = request.prompt().length / CacheLayout.PAGE_TOKENS;
        final long own = (long) Math.ceilDiv(length, CacheLayout.PAGE_TOKENS) - shared + 1;
        long each = 0;
        for (final CacheLayout.Group group : layout.groups()) {
            each += Math.min(own, group.pages(length, maxRows) + 1);
        }
        return alone + (sequences - 1) * each;
    }

    private static int sequences(final Request request) {
        return request.beam().map(beam -> 2 * beam.width()).orElse(request.choices());
    }
}
