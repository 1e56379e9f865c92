package io.vesalius.kernel;

import io.vesalius.tensor.HeadLayout;
import io.vesalius.tensor.HostPool;
import io.vesalius.tensor.TensorRows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The processor: verbs of one kind, divided over a team of workers. */
public final class CpuCompute implements Compute {
    /** Operations of an exponential or the like. */
    private static final long FUNCTION = 16;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory = new HostPool();
    private final CpuProducts products;
    private final CpuAttention attention;

    /**
     * @param team shared by all that compute in the process; not closed here
     */
    public CpuCompute(final Verbs verbs, final WorkerTeam team) {
        this.verbs = verbs;
        this.team = team;
        products = new CpuProducts(verbs, team, memory);
        attention = new CpuAttention(verbs, team, memory);
    }

    @Override
    public String description() {
        return verbs.name() + ", " + team.size() + " threads";
    }

    @Override
    public Rows rows(final int capacity, final int columns) {
        final long bytes = 4L * capacity * columns;
        return new Rows(memory.allocate(bytes, "scratch memory"), capacity, columns);
    }

    @Override
    public Vector vector(final float[] values) {
        final MemorySegment data = memory.allocate(4L * values.length, "a weight vector");
        MemorySegment.copy(values, 0, data, ValueLayout.JAVA_FLOAT, 0, values.length);
        return new Vector(data, values.length);
    }

    @Override
    public Matrix matrix(final TensorRows source) {
        return MatrixLoader.load(source, verbs, team, memory);
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
    public void gather(final Rows x, final IntUnaryOperator source, final int rows, final Rows y) {
        for (int i = 0; i < rows; i++) {
            final long from = x.at(source.applyAsInt(i));
            MemorySegment.copy(x.data(), from, y.data(), y.at(i), 4L * x.columns());
        }
    }

    @Override
    public void embed(final Matrix table, final IntUnaryOperator id, final int rows, final Rows y) {
        team.run(
                rows,
                FUNCTION * elements(y, rows),
                (worker, row) -> verbs.readRow(table, id.applyAsInt(row), y.data(), y.at(row)));
    }

    @Override
    public void product(final Rows x, final int rows, final List<Projection> projections) {
        products.product(x, rows, projections);
    }

    @Override
    public void rmsNorm(
            final Rows x, final int rows, final Vector weight, final float epsilon, final Rows y) {
        final int width = weight.length();
        team.run(
                rows,
                elements(x, rows),
                (worker, row) -> {
                    for (int from = 0; from < x.columns(); from += width) {
                        final long at = x.at(row) + 4L * from;
                        verbs.rmsNorm(x.data(), at, weight, epsilon, width, y.data(), at);
                    }
                });
    }

    @Override
    public void rotate(
            final Rows x,
            final int rows,
            final int headDim,
            final Pairing pairing,
            final Rows angles) {
        final int heads = x.columns() / headDim;
        team.run(
                rows,
                elements(x, rows),
                (worker, row) ->
                        verbs.rotate(
                                x.data(),
                                x.at(row),
                                heads,
                                headDim,
                                angles.columns(),
                                pairing,
                                angles.data(),
                                angles.at(row)));
    }

    @Override
    public void store(
            final CacheView cache, final Spans spans, final Rows keys, final Rows values) {
        attention.store(cache, spans, keys, values);
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
        team.run(
                rows,
                FUNCTION * elements(gate, rows),
                (worker, row) ->
                        verbs.gate(kind, gate.data(), up.data(), gate.at(row), gate.columns()));
    }

    @Override
    public void add(final Rows x, final Rows y, final int rows) {
        team.run(
                rows,
                elements(x, rows),
                (worker, row) -> verbs.add(x.data(), x.at(row), y.data(), y.at(row), x.columns()));
    }

    @Override
    public void scale(final Rows x, final int rows, final float factor) {
        team.run(
                rows,
                elements(x, rows),
                (worker, row) -> verbs.scale(x.data(), x.at(row), factor, x.columns()));
    }

    @Override
    public void softCap(final Rows x, final int rows, final float cap) {
        team.run(
                rows,
                FUNCTION * elements(x, rows),
                (worker, row) -> verbs.softCap(x.data(), x.at(row), cap, x.columns()));
    }

    private static long elements(final Rows x, final int rows) {
        return (long) rows * x.columns();
    }

    @Override
    public void check(final Rows x, final int rows) {
        for (int row = 0; row < rows; row++) {
            int largest = 0;
            for (int i = 0; i < x.columns(); i++) {
                largest = Math.max(largest, Memory.i32(x.data(), x.at(row) + 4L * i) & 0x7fffffff);
            }
            if (largest >= 0x7f800000) {
                products.poison(row);
            }
        }
    }

    @Override
    public BitSet takePoisoned() {
        return products.takePoisoned();
    }

    @Override
    public void close() {
        memory.close();
    }
}
