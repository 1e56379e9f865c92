package io.vesalius.vector;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.Definition;
import io.vesalius.kernel.LimitLoops;
import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Pairing;
import io.vesalius.kernel.PanelProduct;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Vector;
import io.vesalius.kernel.Verbs;
import io.vesalius.tensor.DType;

import java.lang.foreign.MemorySegment;

/** The verbs by the Vector API: the bits of {@link Definition} on any processor that C2 knows. */
public final class VectorVerbs implements Verbs {
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    /** Writing a key is a scatter of a few hundred elements, where vectors gain nothing. */
    private final Definition plain = new Definition();

    @Override
    public String name() {
        return "vector-" + Lanes.FLOAT.vectorBitSize();
    }

    @Override
    public LimitLoops limitLoops() {
        return new VectorLimitLoops();
    }

    @Override
    public long tileBytes(final DType type, final int columns) {
        return TileLayout.of(type).tileBytes(columns);
    }

    @Override
    public void pack(
            final DType type,
            final int columns,
            final MemorySegment raw,
            final int rowCount,
            final MemorySegment tile) {
        TileLayout.of(type).pack(columns, raw, rowCount, tile);
    }

    @Override
    public void readRow(
            final Matrix matrix, final int row, final MemorySegment out, final long outAt) {
        Products.readRow(matrix, row, out, outAt, scratch.get().weights);
    }

    @Override
    public boolean quantize(
            final MemorySegment x, final long xAt, final Quantized out, final int row) {
        return Quantizing.quantize(x, xAt, out, row, scratch.get().block);
    }

    @Override
    public void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        Products.product(w, fromTile, toTile, x, fromRow, toRow, y, scratch.get());
    }

    @Override
    public void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Rows x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        Products.product(w, fromTile, toTile, x, fromRow, toRow, y, scratch.get());
    }

    @Override
    public void rmsNorm(
            final MemorySegment x,
            final long xAt,
            final Vector w,
            final float epsilon,
            final int n,
            final MemorySegment y,
            final long yAt) {
        Elements.rmsNorm(x, xAt, w, epsilon, n, y, yAt);
    }

    @Override
    public void rotate(
            final MemorySegment x,
            final long xAt,
            final int heads,
            final int headDim,
            final int rotaryDim,
            final Pairing pairing,
            final MemorySegment angles,
            final long anglesAt) {
        for (int head = 0; head < heads; head++) {
            final long headAt = xAt + 4L * head * headDim;
            Elements.rotate(x, headAt, rotaryDim / 2, pairing, angles, anglesAt);
        }
    }

    @Override
    public void storeKey(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        plain.storeKey(x, xAt, kvHeadCount, cache, page, slot);
    }

    @Override
    public void storeValue(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        plain.storeValue(x, xAt, kvHeadCount, cache, page, slot);
    }

    @Override
    public float bound(
            final MemorySegment query,
            final long queryAt,
            final MemorySegment bounds,
            final long boundsAt,
            final int dim) {
        return Elements.bound(query, queryAt, bounds, boundsAt, dim);
    }

    @Override
    public void attend(final AttentionTask task) {
        Attention.attend(task, scratch.get().attention);
    }

    @Override
    public void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        Attention.merge(into, intoAt, next, nextAt, valueDim);
    }

    @Override
    public void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        Attention.finish(partial, partialAt, valueDim, y, yAt);
    }

    @Override
    public void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final long at,
            final long n) {
        Elements.gate(kind, gate, up, at, n);
    }

    @Override
    public void add(
            final MemorySegment x,
            final long xAt,
            final MemorySegment y,
            final long yAt,
            final long n) {
        Elements.add(x, xAt, y, yAt, n);
    }

    @Override
    public void scale(final MemorySegment x, final long xAt, final float factor, final long n) {
        Elements.scale(x, xAt, factor, n);
    }

    @Override
    public void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
        Elements.softCap(x, xAt, cap, n);
    }

    @Override
    public void accumulate(final PanelProduct product) {
        Panels.accumulate(product);
    }

    @Override
    public void exp(final float[] x, final int from, final int count) {
        Panels.exp(x, from, count);
    }
}
