package io.vesalius.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vesalius.base.BadRequestException;
import io.vesalius.format.GgufFile;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.CpuCompute;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.PageStore;
import io.vesalius.kernel.Verbs;
import io.vesalius.kernel.VerbsChoice;
import io.vesalius.kernel.WorkerTeam;
import io.vesalius.kv.CacheLayout;
import io.vesalius.kv.CachePolicy;
import io.vesalius.model.random.DecoderShape;
import io.vesalius.model.random.RandomModel;
import io.vesalius.model.random.WeightMix;
import io.vesalius.tensor.CacheType;
import io.vesalius.testing.HeapUse;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/**
 * A forward pass takes nothing of Java's heap, interpreted or compiled, once sequences were as long
 * as they are before: no pass waits for the garbage collector, or makes others wait.
 */
class StepAllocationTest {
    private static final int THREADS = 2;
    private static final int PROMPT = 70;
    private static final int STEPS = 100;

    /** Where sequences of several segments of attention begin; what is before is zeros. */
    private static final int FAR = AttentionShape.SEGMENT;

    private static final int LONGEST = FAR + PROMPT + STEPS;
    private static final int EACH_PAGES = LONGEST / CacheLayout.PAGE_TOKENS + 1;

    /** The JVM makes a few objects of its own, at times that are its secret, but not each time. */
    private static final int ROUNDS = 20;

    private static final String BEST = "x86-avx512";
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir private Path folder;

    /** What differs in the code that a pass goes through. */
    enum Setting {
        MANY_TYPES(BEST, ModelOptions.DEFAULT),
        MANY_TYPES_AMX("x86-amx", ModelOptions.DEFAULT),
        MANY_TYPES_AVX2("x86-avx2", ModelOptions.DEFAULT),
        SEGMENTS(BEST, ModelOptions.DEFAULT),
        F32(BEST, ModelOptions.DEFAULT.withCacheType(CacheType.F32)),
        QUERIES_NORMALISED(BEST, ModelOptions.DEFAULT.withCacheType(CacheType.Q8_0)),
        WINDOWS(BEST, ModelOptions.DEFAULT),
        SINKS(BEST, ModelOptions.DEFAULT.withCachePolicy(new CachePolicy.Streaming(4, 44))),
        BEST_PAGES(BEST, ModelOptions.DEFAULT.withCachePolicy(new CachePolicy.BestPages(3))),
        MASSES(BEST, ModelOptions.DEFAULT.withCachePolicy(new CachePolicy.HeavyHitters(1, 1)));

        private final String kernels;
        private final ModelOptions options;

        Setting(final String kernels, final ModelOptions options) {
            this.kernels = kernels;
            this.options = options;
        }

        /** The first position of the prompt. */
        private int begin() {
            return this == SEGMENTS ? FAR : 0;
        }

        private Verbs verbs() {
            try {
                return VerbsChoice.choose(Optional.of(kernels)).verbs();
            } catch (BadRequestException e) {
                System.err.println("SKIPPED " + this + ": " + e.getMessage());
                return abort(e.getMessage());
            }
        }

        private Path write(final Path folder) {
            return switch (this) {
                case MANY_TYPES, MANY_TYPES_AMX, MANY_TYPES_AVX2, SEGMENTS -> {
                    final Path path = folder.resolve("random.gguf");
                    new RandomModel(
                                    new DecoderShape(3, 256, 512, 8, 2, 32, 1000, 1024, false),
                                    WeightMix.Q4_K_M,
                                    false,
                                    1)
                            .write(path, bytes -> {});
                    yield path;
                }
                case QUERIES_NORMALISED -> SmallModels.QWEN3.writeTo(folder);
                case WINDOWS -> SmallModels.GEMMA3.writeTo(folder);
                case F32, SINKS, BEST_PAGES, MASSES -> SmallModels.LLAMA.writeTo(folder);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_step_of_one_sequence_allocates_nothing(final Setting setting) {
        assertThat(leastBytes(setting, setting.verbs(), 1, Passes::steps)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_step_of_four_sequences_allocates_nothing(final Setting setting) {
        assertThat(leastBytes(setting, setting.verbs(), 4, Passes::steps)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_chunk_of_a_prompt_allocates_nothing(final Setting setting) {
        assertThat(leastBytes(setting, setting.verbs(), 1, Passes::prompt)).isZero();
    }

    /** The inverse: the definition makes objects. */
    @Test
    void a_verb_that_allocates_shows() {
        assertThat(leastBytes(Setting.F32, new Definition(), 1, Passes::step)).isPositive();
    }

    @Test
    void what_another_worker_allocates_shows() {
        final int bytes = 1 << 20;
        final AtomicInteger begun = new AtomicInteger();
        final AtomicReference<byte[]> taken = new AtomicReference<>();
        try (WorkerTeam team = new WorkerTeam(2)) {
            final HeapUse heap = HeapUse.here();
            final long before = heap.bytes();
            team.run(
                    2,
                    (worker, index) -> {
                        begun.incrementAndGet();
                        while (begun.get() < 2) { // so that each worker has a task
                            Thread.onSpinWait();
                        }
                        if (worker == 1) {
                            taken.set(new byte[bytes]);
                        }
                    });
            assertThat(heap.bytes() - before).isGreaterThan(bytes);
        }
    }

    /** What a round takes when it takes least. */
    private long leastBytes(
            final Setting setting,
            final Verbs verbs,
            final int sequences,
            final ToLongFunction<Passes> round) {
        try (GgufFile file = GgufFile.open(setting.write(folder));
                WorkerTeam team = new WorkerTeam(THREADS);
                Model model =
                        DecoderLoader.load(file, new CpuCompute(verbs, team), setting.options);
                PageStore pages =
                        model.pages(sequences * EACH_PAGES * model.cacheLayout().groups().size())) {
            final Passes passes = new Passes(model, pages, setting.begin(), sequences);
            passes.prompt();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < ROUNDS && least > 0; i++) {
                least = Math.min(least, round.applyAsLong(passes));
            }
            return least;
        }
    }

    /** Passes of some sequences at once, whose bytes are counted. */
    private static final class Passes {
        private final Model model;
        private final PageStore pages;
        private final int begin;
        private final int sequences;
        private final int[] tokens = new int[LONGEST];
        private final Batch batch;
        private final HeapUse heap = HeapUse.here();

        Passes(final Model model, final PageStore pages, final int begin, final int sequences) {
            this.model = model;
            this.pages = pages;
            this.begin = begin;
            this.sequences = sequences;
            batch = new Batch(model.maxRows());
            Arrays.setAll(tokens, i -> i % 200);
        }

        /** All sequences' prompts in one pass. */
        long prompt() {
            return run(begin, PROMPT);
        }

        /** A token of each sequence a pass, behind the prompt. */
        long steps() {
            long bytes = 0;
            for (int i = 0; i < STEPS; i++) {
                bytes += run(begin + PROMPT + i, 1);
            }
            return bytes;
        }

        long step() {
            return run(begin + PROMPT, 1);
        }

        private long run(final int from, final int count) {
            batch.clear();
            for (int i = 0; i < sequences; i++) {
                final int first = i * EACH_PAGES * model.cacheLayout().groups().size();
                batch.add(
                        (group, position) ->
                                first + group * EACH_PAGES + position / CacheLayout.PAGE_TOKENS,
                        tokens,
                        from,
                        count,
                        from,
                        1);
            }
            final long before = heap.bytes();
            model.forward(batch, pages, NEVER);
            return heap.bytes() - before;
        }
    }
}
