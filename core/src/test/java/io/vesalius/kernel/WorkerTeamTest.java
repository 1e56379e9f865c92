package io.vesalius.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vesalius.testing.StackOverflow;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

@Timeout(120)
final class WorkerTeamTest {
    private static final int MOST_TASKS = 100;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void every_task_of_every_run_is_done_once_before_the_run_returns(final int size) {
        final Random random = new Random(size);
        final AtomicIntegerArray done = new AtomicIntegerArray(MOST_TASKS);
        try (WorkerTeam team = new WorkerTeam(size)) {
            for (int run = 1; run <= 20_000; run++) {
                final int count = random.nextInt(MOST_TASKS + 1);
                team.run(count, (worker, index) -> done.incrementAndGet(index));
                for (int i = 0; i < MOST_TASKS; i++) {
                    assertThat(done.getAndSet(i, 0))
                            .as("task %s of %s in run %s", i, count, run)
                            .isEqualTo(i < count ? 1 : 0);
                }
            }
        }
    }

    @Test
    void workers_that_have_parked_come_back() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (int run = 0; run < 20; run++) {
                LockSupport.parkNanos(2_000_000);
                final CountDownLatch together = new CountDownLatch(3);
                team.run(
                        3,
                        (worker, index) -> {
                            together.countDown();
                            await(together);
                        });
                assertThat(together.getCount()).isZero();
            }
        }
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_worker_has_a_number_that_no_other_has_at_the_same_time() {
        final Set<Integer> busy = ConcurrentHashMap.newKeySet();
        try (WorkerTeam team = new WorkerTeam(4)) {
            for (int run = 0; run < 1000; run++) {
                team.run(
                        16,
                        (worker, index) -> {
                            assertThat(worker).isBetween(0, 3);
                            assertThat(busy.add(worker)).isTrue();
                            busy.remove(worker);
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 63})
    void what_a_task_throws_reaches_the_caller_and_the_next_run_works(final int failing) {
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertThatThrownBy(
                            () ->
                                    team.run(
                                            64,
                                            (worker, index) -> {
                                                if (index == failing) {
                                                    throw new IllegalStateException("task");
                                                }
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("task");
            final AtomicInteger done = new AtomicInteger();
            team.run(64, (worker, index) -> done.incrementAndGet());
            assertThat(done).hasValue(64);
        }
    }

    @Test
    void no_worker_dies_of_what_a_task_throws() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (int run = 0; run < 20; run++) {
                final CyclicBarrier together = new CyclicBarrier(3);
                assertThatThrownBy(
                                () ->
                                        team.run(
                                                3,
                                                (worker, index) -> {
                                                    await(together);
                                                    StackOverflow.happen();
                                                }))
                        .isInstanceOf(StackOverflowError.class);
            }
            final CyclicBarrier together = new CyclicBarrier(3);
            team.run(3, (worker, index) -> await(together)); // returns only if all three come
        }
    }

    private static void await(final CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void each_worker_begins_with_its_own_share() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (int run = 0; run < 1000; run++) {
                final CyclicBarrier together = new CyclicBarrier(3);
                team.run(
                        3,
                        (worker, index) -> {
                            assertThat(worker).isEqualTo(index);
                            await(together);
                        });
            }
        }
    }

    @Test
    void a_worker_that_has_ended_its_share_takes_the_others_tasks() {
        final CountDownLatch others = new CountDownLatch(11);
        try (WorkerTeam team = new WorkerTeam(2)) {
            team.run(
                    12,
                    (worker, index) -> {
                        if (index == 0) {
                            await(others); // five of them are this worker's share
                        } else {
                            others.countDown();
                        }
                    });
        }
        assertThat(others.getCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void neighbouring_tasks_that_a_worker_claims_are_given_in_one_go(final int size) {
        final AtomicIntegerArray done = new AtomicIntegerArray(MOST_TASKS);
        final AtomicInteger calls = new AtomicInteger();
        final WorkerTeam.Task task =
                new WorkerTeam.Task() {
                    @Override
                    public void run(final int worker, final int index) {
                        run(worker, index, index + 1);
                    }

                    @Override
                    public void run(final int worker, final int first, final int end) {
                        calls.incrementAndGet();
                        for (int i = first; i < end; i++) {
                            done.incrementAndGet(i);
                        }
                    }
                };
        try (WorkerTeam team = new WorkerTeam(size)) {
            team.run(MOST_TASKS, task);
        }
        for (int i = 0; i < MOST_TASKS; i++) {
            assertThat(done.get(i)).as("task %s", i).isOne();
        }
        assertThat(calls.get()).isLessThan(MOST_TASKS);
    }

    @Test
    void small_work_stays_with_the_caller() {
        final Thread caller = Thread.currentThread();
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (int run = 0; run < 1000; run++) {
                team.run(
                        64,
                        1000,
                        (worker, index) -> {
                            assertThat(worker).isZero();
                            assertThat(Thread.currentThread()).isSameAs(caller);
                        });
            }
        }
    }
}
