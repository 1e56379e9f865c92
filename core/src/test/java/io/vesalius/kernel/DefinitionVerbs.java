package io.vesalius.kernel;

import io.vesalius.tensor.DType;

import java.lang.foreign.MemorySegment;

/** The plain definition, to be implemented with one verb changed. */
public interface DefinitionVerbs extends Verbs {
    /** What all verbs do that aren't changed. */
    Definition DEFINITION = new Definition();

    @Override
    default long tileBytes(final DType type, final int columns) {
        return DEFINITION.tileBytes(type, columns);
    }

    @Override
    default void pack(
            final DType type,
            final int columns,
            final MemorySegment raw,
            final int rowCount,
            final MemorySegment tile) {
        DEFINITION.pack(type, columns, raw, rowCount, tile);
    }

    @Override
    default void readRow(
            final Matrix matrix, final int row, final MemorySegment out, final long outAt) {
        DEFINITION.readRow(matrix, row, out, outAt);
    }

    @Override
    default boolean quantize(
            final MemorySegment x, final long xAt, final Quantized out, final int row) {
        return DEFINITION.quantize(x, xAt, out, row);
    }

    @Override
    default void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Quantized x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        DEFINITION.product(w, fromTile, toTile, x, fromRow, toRow, y);
    }

    @Override
    default void product(
            final Matrix w,
            final int fromTile,
            final int toTile,
            final Rows x,
            final int fromRow,
            final int toRow,
            final Rows y) {
        DEFINITION.product(w, fromTile, toTile, x, fromRow, toRow, y);
    }

    @Override
    default void rmsNorm(
            final MemorySegment x,
            final long xAt,
            final Vector w,
            final float epsilon,
            final int n,
            final MemorySegment y,
            final long yAt) {
        DEFINITION.rmsNorm(x, xAt, w, epsilon, n, y, yAt);
    }

    @Override
    default void rotate(
            final MemorySegment x,
            final long xAt,
            final int heads,
            final int headDim,
            final int rotaryDim,
            final Pairing pairing,
            final MemorySegment angles,
            final long anglesAt) {
        DEFINITION.rotate(x, xAt, heads, headDim, rotaryDim, pairing, angles, anglesAt);
    }

    @Override
    default void storeKey(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        DEFINITION.storeKey(x, xAt, kvHeadCount, cache, page, slot);
    }

    @Override
    default void storeValue(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        DEFINITION.storeValue(x, xAt, kvHeadCount, cache, page, slot);
    }

    @Override
    default float bound(
            final MemorySegment query,
            final long queryAt,
            final MemorySegment bounds,
            final long boundsAt,
            final int dim) {
        return DEFINITION.bound(query, queryAt, bounds, boundsAt, dim);
    }

    @Override
    default void attend(final AttentionTask task) {
        DEFINITION.attend(task);
    }

    @Override
    default void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        DEFINITION.merge(into, intoAt, next, nextAt, valueDim);
    }

    @Override
    default void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        DEFINITION.finish(partial, partialAt, valueDim, y, yAt);
    }

    @Override
    default void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final long at,
            final long n) {
        DEFINITION.gate(kind, gate, up, at, n);
    }

    @Override
    default void add(
            final MemorySegment x,
            final long xAt,
            final MemorySegment y,
            final long yAt,
            final long n) {
        DEFINITION.add(x, xAt, y, yAt, n);
    }

    @Override
    default void scale(final MemorySegment x, final long xAt, final float factor, final long n) {
        DEFINITION.scale(x, xAt, factor, n);
    }

    @Override
    default void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
        DEFINITION.softCap(x, xAt, cap, n);
    }

    @Override
    default void accumulate(final PanelProduct product) {
        DEFINITION.accumulate(product);
    }

    @Override
    default void exp(final float[] x, final int from, final int count) {
        DEFINITION.exp(x, from, count);
    }
}
