package io.vesalius.kernel;

import io.vesalius.tensor.HeadLayout;
import io.vesalius.tensor.HostPool;
import io.vesalius.tensor.PageSize;
import io.vesalius.tensor.TensorRows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;

/** The processor: verbs of one kind, divided over a team of workers. */
public final class CpuCompute implements Compute {
    /** The bits of the smallest float that is no number. */
    private static final int INFINITY = 0x7f800000;

    /** Of a step, from which on huge pages are well filled. */
    private static final int MANY_ROWS = 128;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool weights = new HostPool(PageSize.HUGE);

    /**
     * Buffers have room for many rows. As long as steps have few, a huge page for each would be
     * memory for nothing; many rows go by a little faster through huge ones.
     */
    private final HostPool activations = new HostPool(PageSize.SMALL);

    private boolean hadManyRows;
    private final Poisoned poisoned = new Poisoned();
    private final RowVerbs rowVerbs;
    private final CpuProducts products;
    private final CpuStore store;
    private final CpuAttention attention;
    private final int[] checked = new int[1024];

    /**
     * @param team shared by all that compute in the process; not closed here
     */
    public CpuCompute(final Verbs verbs, final WorkerTeam team) {
        this.verbs = verbs;
        this.team = team;
        rowVerbs = new RowVerbs(verbs, team, poisoned);
        products = new CpuProducts(verbs, team, activations, rowVerbs);
        store = new CpuStore(verbs, team);
        attention = new CpuAttention(verbs, team, activations);
    }

    @Override
    public String description() {
        return verbs.name() + ", " + team.size() + " threads";
    }

    @Override
    public void begin(final int rows) {
        if (rows >= MANY_ROWS && !hadManyRows) {
            activations.use(PageSize.HUGE);
            hadManyRows = true;
        }
    }

    @Override
    public Rows rows(final int capacity, final int columns) {
        final long bytes = 4L * capacity * columns;
        return new Rows(activations.allocate(bytes, "scratch memory"), capacity, columns);
    }

    @Override
    public Vector vector(final float[] values) {
        final MemorySegment data = weights.allocate(4L * values.length, "a weight vector");
        MemorySegment.copy(values, 0, data, ValueLayout.JAVA_FLOAT, 0, values.length);
        return new Vector(data, values.length);
    }

    @Override
    public Matrix matrix(final TensorRows source) {
        return MatrixLoader.load(source, verbs, team, weights);
    }

    @Override
    public PageStore pages(final int count, final long pageBytes) {
        return HostPages.allocate(count, pageBytes);
    }

    @Override
    public CacheView view(
            final PageStore pages,
            final HeadLayout keys,
            final HeadLayout values,
            final long keyOffset,
            final long valueOffset,
            final long boundsOffset,
            final long massOffset) {
        if (!(pages instanceof HostPages host)) {
            throw new IllegalArgumentException("pages of another device");
        }
        return new CacheView(
                host.memory(),
                host.pageBytes(),
                keys,
                values,
                keyOffset,
                valueOffset,
                boundsOffset,
                massOffset);
    }

    @Override
    public void write(
            final Rows x, final int row, final float[] values, final int from, final int count) {
        MemorySegment.copy(values, from, x.data(), ValueLayout.JAVA_FLOAT, x.at(row), count);
    }

    @Override
    public void read(final Rows x, final int row, final float[] values) {
        MemorySegment.copy(x.data(), ValueLayout.JAVA_FLOAT, x.at(row), values, 0, x.columns());
    }

    @Override
    public void copy(final Rows x, final int rows, final Rows y) {
        MemorySegment.copy(x.data(), 0, y.data(), 0, x.at(rows));
    }

    @Override
    public void gather(final Rows x, final int[] source, final int rows, final Rows y) {
        for (int i = 0; i < rows; i++) {
            MemorySegment.copy(x.data(), x.at(source[i]), y.data(), y.at(i), x.at(1));
        }
    }

    @Override
    public void embed(final Matrix table, final int[] ids, final int rows, final Rows y) {
        rowVerbs.embed(table, ids, rows, y);
    }

    @Override
    public void product(final Rows x, final int rows, final Linear linear, final Rows y) {
        products.begin(x, rows);
        products.add(linear, y);
        products.run();
    }

    @Override
    public void product(
            final Rows x, final int rows, final List<Linear> linears, final List<Rows> ys) {
        products.begin(x, rows);
        for (int i = 0; i < linears.size(); i++) {
            products.add(linears.get(i), ys.get(i));
        }
        products.run();
    }

    @Override
    public void rmsNorm(
            final Rows x, final int rows, final Vector weight, final float epsilon, final Rows y) {
        rowVerbs.rmsNorm(x, rows, weight, epsilon, y);
    }

    @Override
    public void rotate(
            final Rows x,
            final int rows,
            final int headDim,
            final Pairing pairing,
            final Rows angles) {
        rowVerbs.rotate(x, rows, headDim, pairing, angles);
    }

    @Override
    public void store(
            final CacheView cache, final Spans spans, final Rows keys, final Rows values) {
        store.store(cache, spans, keys, values);
    }

    @Override
    public void attention(
            final AttentionShape shape,
            final CacheView cache,
            final Spans spans,
            final Rows queries,
            final Rows sinkQueries,
            final Rows out) {
        attention.attend(shape, cache, spans, queries, sinkQueries, out);
    }

    @Override
    public void gate(final Activation kind, final Rows gate, final Rows up, final int rows) {
        rowVerbs.gate(kind, gate, up, rows);
    }

    @Override
    public void add(final Rows x, final Rows y, final int rows) {
        rowVerbs.add(x, y, rows);
    }

    @Override
    public void scale(final Rows x, final int rows, final float factor) {
        rowVerbs.scale(x, rows, factor);
    }

    @Override
    public void softCap(final Rows x, final int rows, final float cap) {
        rowVerbs.softCap(x, rows, cap);
    }

    @Override
    public void check(final Rows x, final int rows) {
        for (int row = 0; row < rows; row++) {
            int largest = 0;
            for (int from = 0; from < x.columns(); from += checked.length) {
                final int count = Math.min(checked.length, x.columns() - from);
                largest = Math.max(largest, largest(x.data(), x.at(row) + 4L * from, count));
            }
            if (largest >= INFINITY) {
                poisoned.add(row);
            }
        }
    }

    /**
     * The largest bits without a sign, by way of an array: before the JIT has compiled the loop,
     * reading memory directly takes thirty times as long.
     */
    private int largest(final MemorySegment memory, final long at, final int count) {
        MemorySegment.copy(memory, ValueLayout.JAVA_INT_UNALIGNED, at, checked, 0, count);
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, checked[i] & 0x7fffffff);
        }
        return largest;
    }

    @Override
    public void takePoisoned(final BitSet into) {
        poisoned.moveTo(into);
    }

    @Override
    public void close() {
        weights.close();
        activations.close();
    }
}
