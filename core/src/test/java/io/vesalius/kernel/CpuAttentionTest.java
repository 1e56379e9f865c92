package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.tensor.CacheType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** How attention is divided over workers. */
@Timeout(120)
final class CpuAttentionTest {
    private static final int HEAD_DIM = 16;

    private static AttentionShape shape(final int kvHeads, final int group, final int window) {
        return new AttentionShape(kvHeads * group, kvHeads, HEAD_DIM, HEAD_DIM, 0.25f, 0, window);
    }

    /** Rows of one sequence, cut into two spans where there are several; NaN where none is. */
    private static MemorySegment attend(
            final Verbs verbs, final int workers, final AttentionCase sample) {
        final int rows = sample.rowCount();
        final int columns = sample.shape().headCount() * HEAD_DIM;
        final MemorySegment out = Samples.memory(4L * rows * columns);
        out.fill((byte) -1);
        try (WorkerTeam team = new WorkerTeam(workers);
                CpuCompute compute = new CpuCompute(verbs, team)) {
            final Rows queries = new Rows(sample.query(), rows, columns);
            final Spans spans = new Spans();
            add(spans, sample, 0, 1);
            if (rows > 1) {
                add(spans, sample, 1, rows - 1);
            }
            compute.attention(
                    sample.shape(),
                    sample.cache(),
                    spans,
                    queries,
                    queries,
                    new Rows(out, rows, columns));
        }
        return out;
    }

    private static void add(
            final Spans spans, final AttentionCase sample, final int row, final int count) {
        spans.add(row, count, sample.firstPosition() + row);
        for (int i = AttentionCase.FIRST_PAGE; i < sample.pages().length; i++) {
            spans.addPage(sample.pages()[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void results_are_the_same_bits_for_any_number_of_workers(final int workers) {
        for (int round = 0; round < 60; round++) {
            final Samples samples = new Samples(workers + " workers, round " + round);
            final AttentionShape shape =
                    shape(
                            samples.between(1, 3),
                            samples.between(1, 3),
                            samples.oneOf(0, 0, 100, 700));
            final AttentionCase sample =
                    AttentionCase.finite(
                            shape,
                            samples.oneOf(CacheType.values()),
                            samples.oneOf(1, 2, 5, 40),
                            samples.between(0, 2600),
                            samples);
            final Definition definition = new Definition();

            Bits.assertSame(
                    attend(definition, workers, sample),
                    attend(definition, 1, sample),
                    samples.toString());
        }
    }

    /** Holds its first piece back until two workers have one each. */
    private static final class Meeting implements DefinitionVerbs {
        private final CountDownLatch two = new CountDownLatch(2);
        private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

        @Override
        public String name() {
            return "meeting";
        }

        @Override
        public void attend(final AttentionTask task) {
            if (workers.add(Thread.currentThread())) {
                two.countDown();
            }
            await();
            DefinitionVerbs.super.attend(task);
        }

        private void await() {
            try {
                two.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void a_single_kv_head_with_a_long_context_keeps_two_workers_busy() {
        final Samples samples = new Samples("one head");
        final AttentionCase sample =
                AttentionCase.finite(shape(1, 8, 0), CacheType.F16, 1, 1500, samples);
        final Meeting meeting = new Meeting();

        attend(meeting, 2, sample); // returns only if two come

        assertThat(meeting.workers).hasSize(2);
    }
}
