package io.vesalius.engine;

import io.vesalius.base.CapacityException;
import io.vesalius.base.Counted;
import io.vesalius.base.UnsupportedException;
import io.vesalius.base.VesaliusException;
import io.vesalius.kernel.PageStore;
import io.vesalius.model.Model;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The only loop, on the only thread that changes sequences: drain arrivals and cancellations,
 * schedule, forward, sample, publish.
 */
final class EngineLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger("io.vesalius.engine");

    private final Model model;
    private final PageStore pages;
    private final EngineContext context;
    private final Scheduler scheduler;
    private final Queue<Group> arrivals;
    private final Runnable ended;
    private final Map<Group, Decoding> decodings = new LinkedHashMap<>();
    private final float[] row;
    private final BooleanSupplier unwanted; // what the present step computes
    private final Recorder recorder;
    private final List<IntConsumer> stepListeners = new CopyOnWriteArrayList<>();
    private long steps;
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable VesaliusException over;
    private volatile EngineStatus status;

    /**
     * @param arrivals where requests are handed in
     * @param ended told of each request that is over
     */
    EngineLoop(
            final Model model,
            final PageStore pages,
            final EngineContext context,
            final Scheduler scheduler,
            final Queue<Group> arrivals,
            final Runnable ended) {
        this.model = model;
        this.pages = pages;
        this.context = context;
        this.scheduler = scheduler;
        this.arrivals = arrivals;
        this.ended = ended;
        row = new float[model.vocabSize()];
        unwanted = () -> stopped || scheduler.step().abandoned();
        recorder = context.recorder();
        status = look();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!stopped) {
                turn();
            }
            drain();
            List.copyOf(decodings.keySet()).forEach(this::cancel);
            over = CapacityException.passing("the engine is closed");
        } catch (Throwable e) { // no request's: what is known of pages and sequences may be wrong
            final VesaliusException reason = Fault.internal(e);
            over = reason;
            List.copyOf(decodings.keySet()).forEach(group -> abandon(group, reason));
        }
        refuseLate();
        status = look();
    }

    private void turn() {
        drain();
        if (context.drafter().isPresent()) {
            context.drafter().get().propose(scheduler.running(), this::idle);
        }
        final Step step = scheduler.schedule();
        for (int i = 0; i < scheduler.preempted().size(); i++) {
            recorder.preempted(steps, scheduler.preempted().get(i));
        }
        for (int i = 0; i < scheduler.starved().size(); i++) {
            starve(scheduler.starved().get(i));
        }
        if (!step.isEmpty()) {
            compute(step);
        }
        status = look();
        assert !step.isEmpty() || isIntact();
        if (step.isEmpty() && arrivals.isEmpty() && !stopped) {
            LockSupport.park(this); // nothing between: it could park too, and wake in its place
        }
    }

    /** Whether every page is accounted for; asked when idle, where assertions are on. */
    private boolean isIntact() {
        context.cache().checkIntegrity();
        context.drafter().ifPresent(drafter -> drafter.cache().checkIntegrity());
        return !scheduler.running().isEmpty() || context.cache().usedPages() == 0;
    }

    /** Arrivals join the queue; who was cancelled leaves before the next step. */
    private void drain() {
        for (Group group = arrivals.poll(); group != null; group = arrivals.poll()) {
            admit(group);
        }
        if (someoneCancelled()) {
            decodings.keySet().stream().filter(Group::cancelled).toList().forEach(this::cancel);
        }
    }

    private boolean someoneCancelled() {
        for (final Group group : decodings.keySet()) {
            if (group.cancelled()) {
                return true;
            }
        }
        return false;
    }

    private void admit(final Group group) {
        try {
            decodings.put(group, Decoding.of(group, context));
            recorder.arrived(group);
            scheduler.add(group);
        } catch (RuntimeException | Error e) {
            leave(group, new Event.Failed(Fault.reason(e)));
        }
    }

    /** Whether nobody waits for what is computed for all that run. */
    private boolean idle() {
        return stopped || scheduler.running().stream().allMatch(Group::cancelled);
    }

    private void compute(final Step step) {
        final long start = System.nanoTime();
        steps++;
        recorder.scheduled(steps, step);
        try {
            if (!model.forward(step.batch(), pages, unwanted)) {
                return; // nobody waits for it any more
            }
        } catch (RuntimeException | Error e) {
            final VesaliusException reason = Fault.reason(e);
            step.groups().forEach(group -> fail(group, reason));
            return;
        }
        for (int i = 0; i < step.works().size(); i++) {
            final Step.Work work = step.works().get(i);
            final Group group = work.sequence().group();
            if (!decodings.containsKey(group)) {
                continue; // a sequence of the same request failed
            }
            try {
                take(work);
            } catch (RuntimeException | Error e) {
                fail(group, Fault.reason(e));
            }
        }
        for (int i = 0; i < step.groups().size(); i++) {
            settle(step.groups().get(i));
        }
        recorder.stepped(steps, step, context.cache());
        stepListeners.forEach(each -> tell(each, step.batch().rowCount()));
        final long took = System.nanoTime() - start;
        if (context.drafter().isPresent()) {
            context.drafter().get().targetTook(step.batch(), took);
        }
    }

    /** A listener that fails is told no more: it is no reason to fail a request. */
    private void tell(final IntConsumer listener, final int rows) {
        try {
            listener.accept(rows);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a listener failed: it is told no more", e);
            stepListeners.remove(listener);
        }
    }

    /** What one sequence gains from the step. */
    private void take(final Step.Work work) {
        if (model.poisoned(work.segment())) {
            throw new UnsupportedException(
                    "the model's values left the range of numbers: the file is damaged, or its"
                            + " weights don't fit this computation");
        }
        final Sequence sequence = work.sequence();
        if (sequence.draftLength() > 0) {
            verify(work);
            return;
        }
        final int first = sequence.computedLength() + work.count() - work.logits();
        sequence.advance(work.count());
        context.cache().commit(sequence.pages(), sequence.tokens(), sequence.computedLength());
        for (int i = 0; i < work.logits(); i++) {
            final int index = work.firstLogits() + i;
            if (first + i < sequence.promptLength()) {
                listen(sequence, first + i, index);
            }
            if (first + i + 1 == sequence.length()) {
                decoding(sequence.group()).predicted(sequence, () -> read(index));
                return;
            }
        }
    }

    /** Draws the model's own token at each position and goes on while the guess was the same. */
    private void verify(final Step.Work work) {
        final Sequence sequence = work.sequence();
        final Decoding decoding = decoding(sequence.group());
        final int drafted = sequence.draftLength();
        final int position = sequence.length();
        final int[] guesses = recorder.guesses(sequence);
        int accepted = 0;
        for (int i = 0; i <= drafted; i++) {
            final int index = work.firstLogits() + i;
            final int guess = i < drafted ? sequence.guess() : -1;
            sequence.advance(1);
            context.cache().commit(sequence.pages(), sequence.tokens(), sequence.computedLength());
            decoding.predicted(sequence, () -> read(index));
            if (sequence.tokens()[sequence.length() - 1] != guess) {
                break;
            }
            accepted++;
            if (!sequence.isOpen()) {
                break;
            }
        }
        recorder.verified(steps, sequence, position, guesses, accepted);
        sequence.verified(accepted);
    }

    private void listen(final Sequence sequence, final int position, final int index) {
        sequence.group()
                .request()
                .promptLogits()
                .ifPresent(listener -> listener.row(position, read(index)));
    }

    private float[] read(final int index) {
        model.logits(index, row);
        return row;
    }

    private Decoding decoding(final Group group) {
        return Objects.requireNonNull(decodings.get(group), "a request that has left");
    }

    private void settle(final Group group) {
        final Decoding decoding = decodings.get(group);
        if (decoding == null) {
            return; // it failed
        }
        try {
            decoding.stepped();
            if (decoding.ended()) {
                leave(group, new Event.Done(decoding.answer(System.nanoTime())));
            }
        } catch (RuntimeException | Error e) {
            fail(group, Fault.reason(e));
        }
    }

    private void cancel(final Group group) {
        try {
            final Decoding decoding = decoding(group);
            decoding.cancel();
            leave(group, new Event.Done(decoding.answer(System.nanoTime())));
        } catch (RuntimeException | Error e) {
            fail(group, Fault.reason(e));
        }
    }

    private void starve(final Group group) {
        fail(
                group,
                new CapacityException(
                        "a cache of %s is too small for this request: give it more memory"
                                .formatted(Counted.of(context.cache().pageCount(), "page"))));
    }

    private void fail(final Group group, final VesaliusException reason) {
        if (decodings.containsKey(group)) {
            leave(group, new Event.Failed(reason));
        }
    }

    private void leave(final Group group, final Event last) {
        scheduler.remove(group);
        decodings.remove(group);
        recorder.ended(group, last);
        ended.run();
        group.generation().publish(last);
    }

    /** The loop is over; whatever else is wrong, the request's owner hears of it. */
    private void abandon(final Group group, final VesaliusException reason) {
        final Event last = new Event.Failed(reason);
        try {
            leave(group, last);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a request can't be taken out", e);
            group.generation().publish(last);
        }
    }

    /** Refuses what was handed in when the loop was over; for any thread. */
    void refuseLate() {
        final VesaliusException reason = over;
        if (reason == null) {
            return;
        }
        for (Group late = arrivals.poll(); late != null; late = arrivals.poll()) {
            late.generation().publish(new Event.Failed(reason));
            ended.run();
        }
    }

    /** Why no request is answered any more. */
    Optional<VesaliusException> over() {
        return Optional.ofNullable(over);
    }

    /** For any thread. */
    void onStep(final IntConsumer listener) {
        stepListeners.add(listener);
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void stop() {
        stopped = true;
        wake();
    }

    EngineStatus status() {
        return status;
    }

    private EngineStatus look() {
        return new EngineStatus(
                scheduler.running().size(),
                scheduler.waiting().size(),
                context.cache().pageCount(),
                context.cache().usedPages(),
                context.cache().cachedPages(),
                context.cache().freePages(),
                scheduler.preemptions(),
                context.cache().queriedTokens(),
                context.cache().hitTokens(),
                steps,
                context.drafter().map(drafter -> drafter.cache().pageCount()).orElse(0),
                context.drafter().map(drafter -> drafter.cache().usedPages()).orElse(0));
    }
}
