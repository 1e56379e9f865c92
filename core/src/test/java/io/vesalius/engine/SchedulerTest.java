package io.vesalius.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.LayerCache;
import io.vesalius.kv.PageCache;
import io.vesalius.sampling.BeamParameters;
import io.vesalius.sampling.SamplingParameters;
import io.vesalius.sampling.StopParameters;
import io.vesalius.tensor.CacheType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The scheduler alone, with a pretended model: every computed sequence just grows by a token. */
class SchedulerTest {
    private static final int ROWS = 64;

    private final Map<Group, Integer> goals = new HashMap<>();
    private PageCache cache;
    private Scheduler scheduler;
    private long numbers;

    @Test
    void generating_sequences_get_their_token_before_a_long_prompt_gets_the_rest() {
        start(100, List.of(0));
        final Group first = arrive(10, 50, 0);
        step();
        final Group second = arrive(500, 1, 0);
        final Step step = scheduler.schedule();
        assertThat(counts(step, first)).containsExactly(1);
        assertThat(counts(step, second)).containsExactly(ROWS - 1);
    }

    @Test
    void an_older_prompt_leaves_room_for_the_tokens_of_newer_requests() {
        start(100, List.of(0));
        final Group urgent = arrive(10, 50, 0);
        step();
        final Group first = arrive(300, 1, -1);
        final Step step = scheduler.schedule();
        assertThat(counts(step, urgent)).containsExactly(1);
        assertThat(counts(step, first)).containsExactly(ROWS - 1);
        assertThat(scheduler.running()).containsExactly(first, urgent);
    }

    @Test
    void when_pages_run_out_the_newest_gives_its_own_back() {
        start(5, List.of(0));
        final Group first = arrive(60, 60, 0);
        final Group second = arrive(40, 60, 0);
        while (scheduler.preemptions() == 0) {
            step();
        }
        assertThat(scheduler.running()).containsExactly(first);
        assertThat(scheduler.waiting()).containsExactly(second);
        assertThat(second.live().getFirst().computedLength()).isZero();
    }

    @Test
    void beams_take_their_next_token_together_or_not_at_all() {
        start(100, List.of(0));
        final Group group = arrive(10, 20, 0);
        final Group beams = beams(40);
        while (goals.containsKey(group) || goals.containsKey(beams)) {
            final Step step = scheduler.schedule();
            assertThat(counts(step, beams).size()).isIn(0, 1, 3);
            finish(step);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyone_is_served_whatever_comes_and_nobody_computes_on_pages_it_lost(final long seed) {
        final Random random = new Random(seed);
        start(10 + random.nextInt(4), seed % 3 == 0 ? List.of(0, 40) : List.of(0));
        int arrivals = 60;
        int steps = 0;
        while (arrivals > 0 || !goals.isEmpty()) {
            if (arrivals > 0 && random.nextInt(3) == 0) {
                arrivals--;
                if (random.nextInt(5) == 0) {
                    beams(1 + random.nextInt(60));
                } else if (random.nextInt(4) == 0) {
                    choices(1 + random.nextInt(60));
                } else {
                    arrive(1 + random.nextInt(150), 1 + random.nextInt(30), random.nextInt(2));
                }
            }
            final Step step = scheduler.schedule();
            assertThat(scheduler.starved()).as("seed %d", seed).isEmpty();
            assertThat(step.batch().rowCount()).isLessThanOrEqualTo(ROWS);
            finish(step);
            cache.checkIntegrity();
            assertThat(++steps).as("seed %d goes on for ever", seed).isLessThan(20_000);
        }
        assertThat(cache.usedPages()).isZero();
        assertThat(scheduler.preemptions()).as("seed %d", seed).isPositive();
    }

    private void start(final int pages, final List<Integer> windows) {
        final CacheLayout layout =
                CacheLayout.of(
                        windows.stream().map(window -> new LayerCache(1, 16, 16, window)).toList(),
                        CacheType.F32);
        cache =
                new PageCache(
                        layout, pages * windows.size(), (from, to) -> {}, (page, offset) -> 0);
        final Admission admission =
                new Admission(layout, pages * windows.size(), ROWS, ROWS, 1 << 20);
        scheduler = new Scheduler(cache, admission, 8, new Step(ROWS, ROWS));
    }

    private Group arrive(final int prompt, final int generate, final int priority) {
        return add(request(prompt, numbers % 3).withPriority(priority), generate);
    }

    private Group beams(final int prompt) {
        return add(request(prompt, numbers % 3).withBeam(BeamParameters.ofWidth(3)), 12);
    }

    private Group choices(final int prompt) {
        return add(request(prompt, numbers % 3).withChoices(3), 12);
    }

    private static Request request(final int prompt, final long flavour) {
        return Request.of(
                IntStream.range(0, prompt).map(i -> (int) (i + 1000 * flavour)).toArray(),
                SamplingParameters.GREEDY,
                StopParameters.DEFAULT);
    }

    private Group add(final Request request, final int generate) {
        final Group group =
                new Group(
                        request,
                        new Generation(() -> {}),
                        numbers++,
                        0,
                        1 << 20,
                        (what, choice) -> new Lookup(4),
                        new Stopwatch(System.nanoTime()));
        goals.put(group, generate);
        scheduler.add(group);
        return group;
    }

    private void step() {
        finish(scheduler.schedule());
    }

    /** What the engine would do with a step's results. */
    private void finish(final Step step) {
        for (final Step.Work work : step.works()) {
            final Sequence sequence = work.sequence();
            assertThat(sequence.isOpen()).as("pages of a scheduled sequence").isTrue();
            sequence.advance(work.count() - sequence.draftLength());
            sequence.dropDraft();
            cache.commit(sequence.pages(), sequence.tokens(), sequence.computedLength());
        }
        for (final Group group : step.groups()) {
            final boolean all = group.live().stream().allMatch(each -> each.pendingLength() == 0);
            if (all || !group.indivisible()) {
                grow(group);
            }
        }
    }

    private void grow(final Group group) {
        final int width = group.indivisible() ? 3 : group.request().choices();
        final Sequence root = group.live().getFirst();
        final boolean forks = root.generatedLength() == 0 && root.pendingLength() == 0;
        while (forks && group.live().size() < width) {
            final Sequence first = group.live().getFirst();
            group.live().add(new Sequence(first, group.live().size(), cache.fork(first.pages())));
        }
        for (final Sequence sequence : group.live()) {
            if (sequence.pendingLength() == 0) {
                sequence.append((7 * sequence.choice() + sequence.length()) % 5);
            }
        }
        if (group.live().stream()
                .allMatch(each -> each.generatedLength() >= goals.getOrDefault(group, 0))) {
            scheduler.remove(group);
            goals.remove(group);
        }
    }

    private static List<Integer> counts(final Step step, final Group group) {
        final List<Integer> counts = new ArrayList<>();
        for (final Step.Work work : step.works()) {
            if (work.sequence().group() == group) {
                counts.add(work.count());
            }
        }
        return counts;
    }
}
