package io.vesalius.engine;

import io.vesalius.kernel.PageStore;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.LayerCache;
import io.vesalius.model.Batch;
import io.vesalius.model.Model;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.StackOverflow;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * A model that computes nothing: the token after `t` is `t + 1`. Some tokens do harm, and steps can
 * be held up.
 */
final class FakeModel implements Model {
    static final int VOCABULARY = 270;
    static final int CONTEXT = 256;

    /** A sequence that holds it is poisoned. */
    static final int POISON = 260;

    /** A step that holds it throws. */
    static final int BUG = 261;

    /** A step that holds it overflows the stack. */
    static final int OVERFLOW = 262;

    /** A step that holds it finds the heap full. */
    static final int FULL_HEAP = 263;

    /** What is wrong with a model. */
    enum Fault {
        NONE,
        POISONED,
        BUG,
        /** Its pages can't be copied, which the scheduler does. */
        NO_COPIES
    }

    private final Semaphore steps;
    private final Fault fault;
    private final List<Integer> segmentCounts = new CopyOnWriteArrayList<>();
    private Batch last = new Batch(1);

    /**
     * @param steps how many steps may be taken
     */
    FakeModel(final int steps) {
        this(steps, Fault.NONE);
    }

    FakeModel(final int steps, final Fault fault) {
        this.steps = new Semaphore(steps);
        this.fault = fault;
    }

    static FakeModel unhindered() {
        return new FakeModel(1 << 30);
    }

    void allow(final int more) {
        steps.release(more);
    }

    /** How many sequences each step computed. */
    List<Integer> segmentCounts() {
        return segmentCounts;
    }

    @Override
    public int vocabSize() {
        return VOCABULARY;
    }

    @Override
    public int contextLength() {
        return CONTEXT;
    }

    @Override
    public int longestSequence() {
        return CONTEXT;
    }

    @Override
    public CacheLayout cacheLayout() {
        return CacheLayout.of(List.of(new LayerCache(1, 16, 16, 0)), CacheType.F32);
    }

    @Override
    public PageStore pages(final int pageCount) {
        return new PageStore() {
            @Override
            public int pageCount() {
                return pageCount;
            }

            @Override
            public long pageBytes() {
                return cacheLayout().pageBytes();
            }

            @Override
            public void copy(final int fromPage, final int toPage) {
                if (fault == Fault.NO_COPIES) {
                    throw new IllegalStateException("no copies");
                }
            }

            @Override
            public float number(final int page, final long offset) {
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public int maxRows() {
        return 64;
    }

    @Override
    public int maxLogitRows() {
        return 32;
    }

    @Override
    public boolean forward(
            final Batch batch, final PageStore pages, final BooleanSupplier cancelled) {
        while (!steps.tryAcquire()) {
            if (cancelled.getAsBoolean()) {
                return false;
            }
            Thread.onSpinWait();
        }
        last = batch;
        segmentCounts.add(batch.segments().size());
        for (int row = 0; row < batch.rowCount(); row++) {
            harm(batch.tokens()[row]);
        }
        return true;
    }

    private void harm(final int token) {
        if (token == BUG || fault == Fault.BUG) {
            throw new IllegalStateException("a bug");
        }
        if (token == OVERFLOW) {
            StackOverflow.happen();
        }
        if (token == FULL_HEAP) {
            throw new OutOfMemoryError("as if the heap were full");
        }
    }

    @Override
    public void logits(final int index, final float[] destination) {
        final int next = (last.tokens()[last.logitRows()[index]] + 1) % VOCABULARY;
        for (int i = 0; i < destination.length; i++) {
            destination[i] = i == next ? 5 : -Math.abs(i - next) / 100f;
        }
    }

    @Override
    public boolean poisoned(final Batch.Segment segment) {
        for (int row = 0; row < segment.rowCount(); row++) {
            if (fault == Fault.POISONED || last.tokens()[segment.firstRow() + row] == POISON) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {}
}
