package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.base.CapacityException;
import io.vesalius.base.InternalException;
import io.vesalius.kernel.PageStore;
import io.vesalius.kv.PageCache;
import io.vesalius.model.Model;
import io.vesalius.sampling.Workspace;
import io.vesalius.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Runs the requests of many at once on one model: continuous batching (Orca, OSDI 2022) over a
 * paged cache. Thread-safe.
 */
public final class Engine implements AutoCloseable {
    private final Model model;
    private final Tokenizer tokenizer;
    private final EngineOptions options;
    private final PageStore pages;
    private final Optional<Drafter> drafter;
    private final Admission admission;
    private final EngineLoop loop;
    private final Thread thread;
    private final Queue<Group> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile boolean closed;

    private Engine(final Model model, final Tokenizer tokenizer, final EngineOptions options) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.options = options;
        final int rows = Math.min(options.maxStepRows(), model.maxRows());
        final int context = contextLength(model, options);
        final Optional<Speculation.DraftModel> draft =
                options.speculation() instanceof Speculation.DraftModel it
                        ? Optional.of(it)
                        : Optional.empty();
        draft.ifPresent(it -> SameVocabulary.require(tokenizer, it.tokenizer()));
        final KvBudget budget =
                KvBudget.of(
                        model.cacheLayout(),
                        context,
                        rows,
                        options.kvBytes(),
                        draft.map(it -> it.model().cacheLayout()));
        final int pageCount = budget.pages();
        pages = model.pages(pageCount);
        drafter = drafter(draft, budget.draftPages());
        final PageCache cache =
                new PageCache(model.cacheLayout(), pageCount, pages::copy, pages::number);
        admission =
                new Admission(
                        model.cacheLayout(),
                        pageCount,
                        rows,
                        Math.min(rows, model.maxLogitRows()),
                        context);
        final Step step = new Step(rows, model.maxLogitRows());
        final Recorder recorder = new Recorder(options.journal().orElse(null));
        loop =
                new EngineLoop(
                        model,
                        pages,
                        new EngineContext(
                                tokenizer,
                                cache,
                                new Workspace(model.vocabSize(), tokenizer::bytes),
                                recorder,
                                drafter),
                        new Scheduler(cache, admission, options.maxRequests(), step),
                        arrivals,
                        unfinished::decrementAndGet);
        thread = Thread.ofPlatform().name("vesalius-engine").daemon().unstarted(loop);
    }

    /**
     * Starts an engine. It doesn't own the model: close the engine first.
     *
     * @throws BadRequestException for a context longer than the model can take, or guesses where
     *     the cache counts attention
     * @throws CapacityException when the cache has no room
     */
    public static Engine start(
            final Model model, final Tokenizer tokenizer, final EngineOptions options) {
        if (!(options.speculation() instanceof Speculation.None)) {
            Speculation.checkCache(model.cacheLayout());
        }
        final Engine engine = new Engine(model, tokenizer, options);
        engine.thread.start();
        return engine;
    }

    private Optional<Drafter> drafter(
            final Optional<Speculation.DraftModel> draft, final int pageCount) {
        try {
            return draft.map(it -> new Drafter(it, tokenizer, pageCount));
        } catch (Throwable e) {
            pages.close();
            throw e;
        }
    }

    private static int contextLength(final Model model, final EngineOptions options) {
        final int most = model.longestSequence();
        final int asked = options.contextLength().orElse(most);
        if (asked < 1 || asked > most) {
            throw new BadRequestException(
                    "context",
                    "a context of %d tokens: %s 1 to %d"
                            .formatted(
                                    asked,
                                    most == model.contextLength()
                                            ? "the model was made for"
                                            : "a sequence can have",
                                    most));
        }
        return asked;
    }

    /**
     * Hands in a request; it is answered by events.
     *
     * @throws BadRequestException when a parameter, or the prompt's length, can't be
     * @throws CapacityException when it could never run here, or too many wait already
     * @throws InternalException when the engine has ended by a defect of its own
     */
    public Generation submit(final Request request) {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        final Optional<InternalException> broken = failure();
        if (broken.isPresent()) {
            throw new InternalException(broken.get().getMessage(), broken.get());
        }
        if (isFull()) {
            throw full();
        }
        checkIds(request);
        request.sampling().check(model.vocabSize());
        request.stop().check(model.vocabSize());
        final Request admitted = admission.check(seeded(request));
        if (unfinished.incrementAndGet() > mostRequests()) {
            unfinished.decrementAndGet();
            throw full();
        }
        final Generation generation = new Generation(loop::wake);
        arrivals.add(
                new Group(
                        admitted,
                        generation,
                        numbers.getAndIncrement(),
                        request.prompt().length - admitted.prompt().length,
                        admission.longest(admitted),
                        this::guesser,
                        new Stopwatch(System.nanoTime())));
        loop.wake();
        loop.refuseLate(); // where it ended in the meantime, nobody else would
        return generation;
    }

    private @Nullable Guesser guesser(final Request request, final int choice) {
        return switch (options.speculation()) {
            case Speculation.None none -> null;
            case Speculation.PromptLookup(int most) -> new Lookup(most);
            case Speculation.DraftModel draft -> drafter.orElseThrow().guesser(request, choice);
        };
    }

    private int mostRequests() {
        return options.maxRequests() + options.maxWaiting();
    }

    /** Whether so many run and wait already that one more is refused. */
    public boolean isFull() {
        return unfinished.get() >= mostRequests();
    }

    private CapacityException full() {
        return CapacityException.passing(
                "%d requests run or wait already: try again later".formatted(mostRequests()));
    }

    /** A request without a seed gets one, which the answer tells. */
    private static Request seeded(final Request request) {
        return request.sampling().seed().isPresent()
                ? request
                : request.withSampling(
                        request.sampling()
                                .withSeed(ThreadLocalRandom.current().nextLong(1L << 53)));
    }

    private void checkIds(final Request request) {
        final int[] prompt = request.prompt();
        for (int i = 0; i < prompt.length; i++) {
            if (prompt[i] < 0 || prompt[i] >= model.vocabSize()) {
                throw new BadRequestException(
                        "prompt",
                        "token %d of the prompt is %d: ids go from 0 to %d"
                                .formatted(i, prompt[i], model.vocabSize() - 1));
            }
        }
    }

    /** The most tokens of a sequence, prompt and answer together. */
    public int contextLength() {
        return admission.contextLength();
    }

    /**
     * Tells how many tokens each step computed, from now on. Called on the engine's thread, which
     * waits for it.
     */
    public void onStep(final IntConsumer listener) {
        loop.onStep(listener);
    }

    /** Memory for keys and values, in bytes, without the draft's. */
    public long cacheBytes() {
        return pages.pageCount() * pages.pageBytes();
    }

    /** Memory for the draft model's keys and values, in bytes; 0 without one. */
    public long draftCacheBytes() {
        return drafter.map(Drafter::cacheBytes).orElse(0L);
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** What the engine is doing, as of its last step. */
    public EngineStatus status() {
        return loop.status();
    }

    /**
     * Why the engine has ended by itself and answers nobody any more; empty while it lives. Only a
     * defect of its own does that, never a request.
     */
    public Optional<InternalException> failure() {
        return loop.over()
                .filter(InternalException.class::isInstance)
                .map(InternalException.class::cast);
    }

    /** Cancels all requests and ends the engine's thread. */
    @Override
    public void close() {
        closed = true;
        loop.stop();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        drafter.ifPresent(Drafter::close);
        pages.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
