package io.vesalius.model;

import static org.assertj.core.api.Assertions.fail;

import io.vesalius.base.VesaliusException;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tensor.DType;
import io.vesalius.testing.SmallModel;
import io.vesalius.testing.SmallModels;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Models with something wrong in their keys or tensors: refused in a line, or loaded. */
final class ModelFuzzTest {
    private static final int ROUNDS = 60;
    private static final long[] NUMBERS = {
        -1, 0, 1, 2, 3, 5, 16, 64, 512, 1 << 24, (1 << 24) + 1, 1 << 30, 1L << 31, 1L << 62
    };
    private static final double[] REALS = {
        0, -1, 1, 0.5, 1e-45, 1e38, Double.NaN, Double.POSITIVE_INFINITY
    };

    @TempDir private Path folder;

    static Stream<SmallModel> models() {
        return Stream.of(SmallModels.LLAMA, SmallModels.QWEN3, SmallModels.GEMMA3);
    }

    @ParameterizedTest
    @MethodSource("models")
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_damaged_model_is_refused_or_loads(final SmallModel model) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final ModelDraft draft = new ModelDraft(folder, model);
            final List<String> keys =
                    draft.keys().keySet().stream().filter(key -> !key.contains("ggml")).toList();
            for (int change = random.nextInt(1, 3); change > 0; change--) {
                mutateKey(draft, keys.get(random.nextInt(keys.size())), random);
                if (random.nextInt(3) == 0) {
                    mutateTensor(draft, random);
                }
            }
            load(draft, seed);
        }
    }

    private static void load(final ModelDraft draft, final int seed) {
        try {
            draft.load();
        } catch (VesaliusException e) {
            if (e.getMessage().contains("\n")) {
                fail("more than a line at seed " + seed + ": " + e.getMessage());
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            fail("at seed " + seed, e);
        }
    }

    private static void mutateKey(
            final ModelDraft draft, final String key, final SplittableRandom random) {
        switch (random.nextInt(6)) {
            case 0 -> draft.without(key);
            case 1, 2, 3 -> draft.with(key, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4 -> draft.with(key, REALS[random.nextInt(REALS.length)]);
            default ->
                    draft.with(
                            key,
                            new GgufValue.Wholes(GgufType.INT32, random.longs(3, 0, 9).toArray()));
        }
    }

    private static void mutateTensor(final ModelDraft draft, final SplittableRandom random) {
        final List<String> names = draft.tensorNames();
        final String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(4)) {
            case 0 -> draft.withoutTensor(name);
            case 1 -> draft.withTensor(name, DType.F32, random.nextInt(1, 65));
            case 2 -> draft.withTensor(name, DType.Q8_0, 64, random.nextInt(1, 129));
            default -> draft.withTensor(name, DType.I32, 64, 64);
        }
    }
}
