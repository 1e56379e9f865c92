package io.vesalius.kernel;

import io.vesalius.tensor.DType;
import io.vesalius.tensor.HeadLayout;

import java.lang.foreign.MemorySegment;

/** The plain definition of every verb: scalar, short, the truth that the fast versions equal. */
public final class Definition implements Verbs {
    @Override
    public String name() {
        return "definition";
    }

    @Override
    public long tileBytes(final DType type, final int columns) {
        return DefinitionProducts.tileBytes(type, columns);
    }

    @Override
    public void pack(
            final DType type,
            final int columns,
            final MemorySegment raw,
            final int rowCount,
            final MemorySegment tile) {
        DefinitionProducts.pack(raw, tile);
    }

    @Override
    public void readRow(
            final Matrix matrix, final int row, final MemorySegment out, final long outAt) {
        DefinitionProducts.readRow(matrix, row, out, outAt);
    }

    @Override
    public boolean quantize(
            final MemorySegment x, final long xAt, final Quantized out, final int row) {
        return DefinitionVectors.quantize(x, xAt, out, row);
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
        final int to = Math.min(toTile * Matrix.TILE_ROWS, w.rows());
        DefinitionProducts.product(w, fromTile * Matrix.TILE_ROWS, to, x, fromRow, toRow, y);
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
        final int to = Math.min(toTile * Matrix.TILE_ROWS, w.rows());
        DefinitionProducts.product(w, fromTile * Matrix.TILE_ROWS, to, x, fromRow, toRow, y);
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
        DefinitionVectors.rmsNorm(x, xAt, w, epsilon, n, y, yAt);
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
            DefinitionVectors.rotate(x, headAt, rotaryDim, pairing, angles, anglesAt);
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
        final HeadLayout layout = cache.keys();
        for (int head = 0; head < kvHeadCount; head++) {
            final long from = xAt + 4L * head * layout.dim();
            final long headAt = cache.keyHeadAt(page, head);
            DefinitionCache.store(x, from, cache.memory(), headAt, layout, slot, true);
        }
    }

    @Override
    public void storeValue(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        final HeadLayout layout = cache.values();
        for (int head = 0; head < kvHeadCount; head++) {
            final long from = xAt + 4L * head * layout.dim();
            final long headAt = cache.valueHeadAt(page, head);
            DefinitionCache.store(x, from, cache.memory(), headAt, layout, slot, false);
        }
    }

    @Override
    public float bound(
            final MemorySegment query,
            final long queryAt,
            final MemorySegment bounds,
            final long boundsAt,
            final int dim) {
        return DefinitionVectors.bound(query, queryAt, bounds, boundsAt, dim);
    }

    @Override
    public void attend(final AttentionTask task) {
        DefinitionAttention.attend(task);
    }

    @Override
    public void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        DefinitionAttention.merge(into, intoAt, next, nextAt, valueDim);
    }

    @Override
    public void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        DefinitionAttention.finish(partial, partialAt, valueDim, y, yAt);
    }

    @Override
    public void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final long at,
            final long n) {
        DefinitionVectors.gate(kind, gate, up, at, n);
    }

    @Override
    public void add(
            final MemorySegment x,
            final long xAt,
            final MemorySegment y,
            final long yAt,
            final long n) {
        DefinitionVectors.add(x, xAt, y, yAt, n);
    }

    @Override
    public void scale(final MemorySegment x, final long xAt, final float factor, final long n) {
        DefinitionVectors.scale(x, xAt, factor, n);
    }

    @Override
    public void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
        DefinitionVectors.softCap(x, xAt, cap, n);
    }

    @Override
    public void accumulate(final PanelProduct product) {
        DefinitionArrays.accumulate(product);
    }

    @Override
    public void exp(final float[] x, final int from, final int count) {
        DefinitionArrays.exp(x, from, count);
    }
}
