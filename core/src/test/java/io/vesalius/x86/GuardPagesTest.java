package io.vesalius.x86;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionShape;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Pairing;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Vector;
import io.vesalius.kernel.Verbs;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.HeadLayout;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Emitted code touches nothing beside its buffers, each of which lies at a forbidden page. */
final class GuardPagesTest {
    private static final int CALLS = 1_000_000;
    private static final long SEED = Long.getLong("vesalius.seed", 1L);
    private static final List<DType> TYPES =
            Arrays.stream(DType.values()).filter(DType::isWeightType).toList();

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final GuardedMemory first = GuardedMemory.of(1 << 20, random);
    private final GuardedMemory second = GuardedMemory.of(1 << 20, random);
    private final GuardedMemory third = GuardedMemory.of(1 << 20, random);

    @ParameterizedTest
    @EnumSource(Isa.class)
    void a_million_random_calls_fault_nowhere(final Isa isa) {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"));
        final Verbs verbs = EmittedVerbs.of(isa);
        for (int i = 0; i < CALLS; i++) {
            switch (random.nextInt(9)) {
                case 0, 1 -> product(verbs);
                case 2 -> quantize(verbs);
                case 3 -> rmsNorm(verbs);
                case 4 -> rotate(verbs);
                case 5 -> cache(verbs);
                case 6 -> attend(verbs);
                case 7 -> bound(verbs);
                default -> elements(verbs);
            }
        }
    }

    private int upTo(final int most) {
        return 1 + random.nextInt(most);
    }

    private <T> T oneOf(final T[] values) {
        return values[random.nextInt(values.length)];
    }

    private MemorySegment take(final GuardedMemory memory, final long bytes) {
        return memory.take(bytes, random.nextBoolean());
    }

    private void product(final Verbs verbs) {
        final DType type = TYPES.get(random.nextInt(TYPES.size()));
        final int outputs = upTo(34);
        final int rows = random.nextInt(16) == 0 ? 30 + upTo(20) : upTo(7);
        final int columns = type.blockSize() * upTo(type.blockSize() == 32 ? 18 : 3);
        final long tileBytes = verbs.tileBytes(type, columns);
        final int tiles = Math.ceilDiv(outputs, Matrix.TILE_ROWS);
        final MemorySegment data = take(first, tiles * tileBytes);
        final Matrix w = new Matrix(type, outputs, columns, data, tileBytes);
        final Rows y = new Rows(take(third, 4L * rows * outputs), rows, outputs);
        if (Verbs.quantizes(type)) {
            final long bytes = Quantized.bytes(rows, columns);
            final Quantized x = new Quantized(take(second, bytes), columns);
            verbs.product(w, 0, tiles, x, 0, rows, y);
        } else {
            final Rows x = new Rows(take(second, 4L * rows * columns), rows, columns);
            verbs.product(w, 0, tiles, x, 0, rows, y);
        }
    }

    private void quantize(final Verbs verbs) {
        final int columns = Quantized.BLOCK * upTo(20);
        final long bytes = Quantized.bytes(1, columns);
        final Quantized out = new Quantized(take(second, bytes), columns);
        verbs.quantize(take(first, 4L * columns), 0, out, 0);
    }

    private void rmsNorm(final Verbs verbs) {
        final int n = upTo(200);
        final Vector w = new Vector(take(second, 4L * n), n);
        verbs.rmsNorm(take(first, 4L * n), 0, w, 1e-5f, n, take(third, 4L * n), 0);
    }

    private void bound(final Verbs verbs) {
        final int dim = upTo(80);
        verbs.bound(take(first, 4L * dim), 0, take(second, 8L * dim), 0, dim);
    }

    private void rotate(final Verbs verbs) {
        final int heads = upTo(3);
        final int headDim = 2 * upTo(40);
        final int rotaryDim = 2 * upTo(headDim / 2);
        final MemorySegment x = take(first, 4L * heads * headDim);
        final MemorySegment angles = take(second, 4L * rotaryDim);
        verbs.rotate(x, 0, heads, headDim, rotaryDim, oneOf(Pairing.values()), angles, 0);
    }

    private CacheView view(final int keyDim, final int valueDim, final int heads, final int pages) {
        final CacheType type = oneOf(CacheType.values());
        final HeadLayout keys = new HeadLayout(type, keyDim, 16);
        final HeadLayout values = new HeadLayout(type, valueDim, 16);
        final long valueOffset = heads * keys.bytes();
        final long pageBytes = valueOffset + heads * values.bytes();
        final MemorySegment memory = take(first, pages * pageBytes);
        final long massOffset = random.nextBoolean() ? -1 : 0;
        return new CacheView(memory, pageBytes, keys, values, 0, valueOffset, -1, massOffset);
    }

    private void cache(final Verbs verbs) {
        final int heads = upTo(3);
        final int dim = upTo(80);
        final CacheView cache = view(dim, dim, heads, 1);
        final MemorySegment x = take(second, 4L * heads * dim);
        final int slot = random.nextInt(16);
        verbs.storeKey(x, 0, heads, cache, 0, slot);
        verbs.storeValue(x, 0, heads, cache, 0, slot);
    }

    private void attend(final Verbs verbs) {
        final int kvHeads = upTo(2);
        final int heads = kvHeads * upTo(4);
        final int keyDim = upTo(40);
        final int valueDim = upTo(40);
        final int pages = upTo(5);
        final int rows = upTo(9);
        final int to = Math.max(rows, random.nextInt(16 * pages) + 1);
        final float cap = random.nextBoolean() ? 0 : 30;
        final int window = random.nextBoolean() ? 0 : upTo(40);
        final AttentionShape shape =
                new AttentionShape(heads, kvHeads, keyDim, valueDim, 0.1f, cap, window);
        final CacheView cache = view(keyDim, valueDim, kvHeads, pages);
        final int[] table = new int[pages];
        Arrays.setAll(table, i -> i);
        final int results = rows * shape.groupSize();
        final AttentionTask task =
                new AttentionTask()
                        .layer(shape, cache)
                        .pages(table, 0)
                        .head(random.nextInt(kvHeads))
                        .rows(take(second, 4L * rows * heads * keyDim), 0, rows, to - rows)
                        .positions(0, to)
                        .results(take(third, results * AttentionTask.resultBytes(shape, cache)), 0);
        verbs.attend(task);
        verbs.finish(task.partial(), 0, valueDim, take(second, 4L * valueDim), 0);
    }

    private void elements(final Verbs verbs) {
        final int n = upTo(200);
        final MemorySegment x = take(first, 4L * n);
        final MemorySegment y = take(second, 4L * n);
        switch (random.nextInt(4)) {
            case 0 -> verbs.gate(oneOf(Activation.values()), x, y, 0, n);
            case 1 -> verbs.add(x, 0, y, 0, n);
            case 2 -> verbs.scale(x, 0, 0.5f, n);
            default -> verbs.softCap(x, 0, 30, n);
        }
    }
}
