package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.kernel.PageStore;
import io.vesalius.kv.PageCache;
import io.vesalius.model.Batch;
import io.vesalius.model.Model;
import io.vesalius.sampling.Sampler;
import io.vesalius.sampling.StopRules;
import io.vesalius.sampling.Workspace;
import io.vesalius.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The draft model: guesses the next tokens of all generating sequences together, one pass for each
 * position. Before its first guess a sequence's tokens are computed here too, as many a step as
 * there are rows. For the engine's thread alone.
 */
final class Drafter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.vesalius.engine");
    private static final double NANOS = 1e9;

    /** The first of them computes what is missing too, the second shows what a guess costs. */
    private static final int GUESSES_TO_TRY = 2;

    /** The token after the last guess that was right, and that one. */
    private static final int MOST_ROWS_OF_A_GUESS = 2;

    /** A sequence that guesses, up to so many tokens. */
    private record Turn(Sequence sequence, Draft draft, int guesses) {}

    /** A turn's share of a pass. */
    private record Share(Turn turn, Batch.Segment segment, int count, int logits) {}

    private final Model model;
    private final Tokenizer tokenizer;
    private final int maxGuesses;
    private final PageStore pages;
    private final PageCache cache;
    private final Workspace workspace;
    private final Batch batch;
    private final float[] row;
    private final StepTimes steps = new StepTimes(20);
    private final StepTimes passes = new StepTimes(5);
    private boolean broken;

    /**
     * @param target the target's, whose end tokens count
     * @param pageCount of its cache
     */
    Drafter(final Speculation.DraftModel draft, final Tokenizer target, final int pageCount) {
        model = draft.model();
        tokenizer = target;
        maxGuesses = draft.maxDraft();
        pages = model.pages(pageCount);
        cache = new PageCache(model.cacheLayout(), pageCount, pages::copy, pages::number);
        workspace = new Workspace(model.vocabSize(), tokenizer::bytes);
        batch = new Batch(model.maxRows());
        row = new float[model.vocabSize()];
    }

    /** What guesses for a sequence; may be called by any thread. */
    Guesser guesser(final Request request, final int choice) {
        return new Draft(
                cache,
                new Sampler(request.sampling().withLogProbs(-1), choice, workspace),
                new StopRules(request.stop(), tokenizer.endOfGenerationIds()),
                maxGuesses);
    }

    /** A step of the target's took so long; those that read prompts don't count. */
    void targetTook(final Batch step, final long nanos) {
        if (step.rowCount() == step.logitRowCount()
                && step.rowCount() <= Scheduler.MOST_ROWS_WITH_DRAFTS) {
            steps.took(step.rowCount(), nanos / NANOS);
        }
    }

    long cacheBytes() {
        return pages.pageCount() * pages.pageBytes();
    }

    PageCache cache() {
        return cache;
    }

    /**
     * Guesses for the sequences that generate, where guesses can be expected to pay.
     *
     * @param cancelled asked while a pass is computed: whether it is to end early
     */
    void propose(final List<Group> running, final BooleanSupplier cancelled) {
        if (broken) {
            return;
        }
        try {
            final List<Turn> turns = turns(running);
            for (int depth = 0; !turns.isEmpty(); depth++) {
                if (!pass(turns, depth, cancelled)) {
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the draft model failed: no more guesses", e);
            broken = true;
        }
    }

    private List<Turn> turns(final List<Group> running) {
        final List<Sequence> generating = new ArrayList<>();
        boolean alone = true;
        for (final Group group : running) {
            for (final Sequence sequence : group.live()) {
                sequence.drafted()
                        .ifPresent(draft -> draft.settle(sequence.tokens(), sequence.length()));
                alone &= !sequence.prefilling();
                generating.add(sequence);
            }
        }
        final int spare = Scheduler.MOST_ROWS_WITH_DRAFTS - generating.size();
        return alone && spare > 0 ? planned(generating, spare) : new ArrayList<>();
    }

    private List<Turn> planned(final List<Sequence> generating, final int spare) {
        final int count = generating.size();
        final double[] rates = new double[count];
        final int[] limits = new int[count];
        for (int i = 0; i < count; i++) {
            final Sequence sequence = generating.get(i);
            final int limit = limit(sequence);
            limits[i] = limit;
            rates[i] = sequence.drafted().map(d -> d.acceptance().rate()).orElse(0.0);
        }
        final int[] lengths = plan(count).lengths(rates, limits, spare);
        final List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Sequence sequence = generating.get(i);
            if (limits[i] > 0) {
                final Draft draft = sequence.drafted().orElseThrow();
                final int guesses = guesses(draft.acceptance(), lengths[i], limits[i]);
                if (guesses > 0) {
                    turns.add(new Turn(sequence, draft, guesses));
                }
            }
        }
        return turns;
    }

    /** Guesses cost nothing until enough was measured of both models. */
    private DraftPlan plan(final int sequences) {
        final double step = steps.of(sequences);
        final double pass = passes.of(sequences);
        return step > 0 && pass > 0
                ? new DraftPlan(step, steps.perRow(), pass)
                : new DraftPlan(0, 0, 0);
    }

    private static int guesses(final Acceptance acceptance, final int planned, final int limit) {
        if (planned > 0) {
            acceptance.pays();
            return planned;
        }
        return acceptance.triesAgain() ? Math.min(GUESSES_TO_TRY, limit) : 0;
    }

    /** The most guesses that make sense for a sequence. */
    private int limit(final Sequence sequence) {
        final boolean possible =
                sequence.drafted().filter(draft -> !draft.isHopeless()).isPresent()
                        && !sequence.group().cancelled();
        final int useful = sequence.group().usefulDraft(sequence);
        return possible
                ? Math.min(Math.min(maxGuesses, useful), model.contextLength() - sequence.length())
                : 0;
    }

    /**
     * Computes what is missing of each sequence and draws a guess where nothing is. Who can't or
     * needn't go on leaves `turns`.
     *
     * @param depth how many guesses each has already
     * @return false when it was cancelled
     */
    private boolean pass(final List<Turn> turns, final int depth, final BooleanSupplier cancelled) {
        final long start = System.nanoTime();
        final List<Share> shares = shares(turns, depth);
        if (shares.isEmpty()) {
            return false;
        }
        if (!model.forward(batch, pages, cancelled)) {
            return false;
        }
        int logits = 0;
        turns.clear();
        for (final Share share : shares) {
            if (taken(share, logits)) {
                turns.add(share.turn());
            }
            logits += share.logits();
        }
        if (batch.rowCount() <= MOST_ROWS_OF_A_GUESS * shares.size()) {
            passes.took(batch.rowCount(), (System.nanoTime() - start) / NANOS);
        }
        return true;
    }

    private List<Share> shares(final List<Turn> turns, final int depth) {
        batch.clear();
        final List<Share> shares = new ArrayList<>();
        for (final Iterator<Turn> i = turns.iterator(); i.hasNext(); ) {
            final Turn turn = i.next();
            final Sequence sequence = turn.sequence();
            final int length = sequence.length() + depth;
            if (depth == 0) {
                sequence.makeRoom(turn.guesses());
                turn.draft().begin(sequence.tokens(), length);
            }
            final int from = turn.draft().computedLength();
            final int count = Math.min(length - from, batch.capacity() - batch.rowCount());
            final int logits = from + count == length ? 1 : 0;
            if (count > 0
                    && batch.logitRowCount() + logits <= model.maxLogitRows()
                    && cache.reserve(turn.draft().pages(), from, from + count)) {
                batch.add(turn.draft().pages(), sequence.tokens(), from, count, from, logits);
                shares.add(new Share(turn, batch.segments().getLast(), count, logits));
            }
        }
        return shares;
    }

    /**
     * What a sequence gains from a pass.
     *
     * @return whether it guesses on
     */
    private boolean taken(final Share share, final int logitsIndex) {
        final Draft draft = share.turn().draft();
        if (model.poisoned(share.segment())) {
            draft.giveUp();
            return false;
        }
        draft.advance(share.count());
        if (share.logits() == 0) {
            return false; // more of its tokens are to be computed, in a later step
        }
        final Sequence sequence = share.turn().sequence();
        model.logits(logitsIndex, row);
        try {
            return draft.guess(row, sequence.tokens(), sequence.promptLength())
                    && draft.guessCount() < share.turn().guesses();
        } catch (IllegalArgumentException | BadRequestException e) {
            draft.giveUp(); // the target fails at it too, or is the better one
            return false;
        }
    }

    @Override
    public void close() {
        pages.close();
    }
}
