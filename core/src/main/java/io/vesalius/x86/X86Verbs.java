package io.vesalius.x86;

import io.vesalius.kernel.Activation;
import io.vesalius.kernel.AttentionTask;
import io.vesalius.kernel.CacheView;
import io.vesalius.kernel.LimitLoops;
import io.vesalius.kernel.Matrix;
import io.vesalius.kernel.Pairing;
import io.vesalius.kernel.PanelProduct;
import io.vesalius.kernel.Quantized;
import io.vesalius.kernel.Rows;
import io.vesalius.kernel.Vector;
import io.vesalius.kernel.Verbs;
import io.vesalius.tensor.CacheType;
import io.vesalius.tensor.DType;
import io.vesalius.tensor.HeadLayout;
import io.vesalius.x86.asm.Assembler;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The verbs as emitted code: checks of bounds here, the work there. */
final class X86Verbs implements Verbs {
    private final Isa isa;
    private final Abi abi;
    private final Products products;
    private final Attention attention;
    private final LazyCode quantize;
    private final LazyCode rmsNorm;
    private final LazyCode bound;
    private final LazyCode rotateHalves;
    private final LazyCode rotateInterleaved;
    private final LazyCode add;
    private final LazyCode scale;
    private final LazyCode softCap;
    private final List<LazyCode> gates;
    private final List<LazyCode> storeKeys;
    private final List<LazyCode> storeValues;
    private final HeapVerbs heap;

    X86Verbs(final Isa isa, final Abi abi) {
        this.isa = isa;
        this.abi = abi;
        products = new Products(isa, abi);
        attention = new Attention(isa, abi);
        quantize = code(a -> new QuantizeCode(lanes(a), a).row());
        rmsNorm = code(a -> new ElementCode(lanes(a), a).rmsNorm());
        bound = code(a -> new ElementCode(lanes(a), a).bound());
        rotateHalves = code(a -> new RotateCode(lanes(a), a).halves());
        rotateInterleaved = code(a -> new RotateCode(lanes(a), a).interleaved());
        add = code(a -> new ElementCode(lanes(a), a).add());
        scale = code(a -> new ElementCode(lanes(a), a).scale());
        softCap = code(a -> new ElementCode(lanes(a), a).softCap());
        gates = each(Activation.values(), (a, kind) -> new ElementCode(lanes(a), a).gate(kind));
        storeKeys = each(CacheType.values(), (a, type) -> store(a, type, true));
        storeValues = each(CacheType.values(), (a, type) -> store(a, type, false));
        heap = new HeapVerbs(isa, abi);
    }

    private LazyCode code(final Consumer<Assembler> body) {
        return new LazyCode(abi, body);
    }

    private <T> List<LazyCode> each(final T[] values, final BiConsumer<Assembler, T> body) {
        return Arrays.stream(values).map(value -> code(a -> body.accept(a, value))).toList();
    }

    private Lanes lanes(final Assembler a) {
        return new Lanes(isa, a);
    }

    private void store(final Assembler a, final CacheType type, final boolean key) {
        new StoreCode(lanes(a), a, type, key).emit();
    }

    @Override
    public String name() {
        return switch (isa) {
            case AVX2 -> "x86-avx2";
            case AVX512 -> "x86-avx512";
            case AMX -> "x86-amx";
        };
    }

    @Override
    public LimitLoops limitLoops() {
        return new X86LimitLoops(isa, abi);
    }

    @Override
    public long tileBytes(final DType type, final int columns) {
        return products.tileBytes(type, columns);
    }

    @Override
    public void pack(
            final DType type,
            final int columns,
            final MemorySegment raw,
            final int rowCount,
            final MemorySegment tile) {
        products.pack(type, columns, raw, rowCount, tile);
    }

    @Override
    public void readRow(
            final Matrix matrix, final int row, final MemorySegment out, final long outAt) {
        products.readRow(matrix, row, out, outAt);
    }

    @Override
    public boolean quantize(
            final MemorySegment x, final long xAt, final Quantized out, final int row) {
        final int blocks = out.columns() / Quantized.BLOCK;
        final long from = Addresses.of(x, xAt, 4L * out.columns());
        final long to = Addresses.of(out.data(), out.at(row, 0), (long) blocks * Quantized.RECORD);
        final boolean finite = quantize.callBriefly(from, to, blocks, 0, 0, 0) == 1;
        Addresses.keep(x, out);
        return finite;
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
        products.product(w, fromTile, toTile, x, fromRow, toRow, y);
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
        products.product(w, fromTile, toTile, x, fromRow, toRow, y);
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
        rmsNorm.callBriefly(
                Addresses.of(x, xAt, 4L * n),
                Addresses.of(w.data(), 0, 4L * n),
                Addresses.of(y, yAt, 4L * n),
                n,
                Float.floatToRawIntBits(epsilon),
                Float.floatToRawIntBits(n));
        Addresses.keep(x, w, y);
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
        final LazyCode code = pairing == Pairing.INTERLEAVED ? rotateInterleaved : rotateHalves;
        code.callBriefly(
                Addresses.of(x, xAt, 4L * heads * headDim),
                heads,
                4L * headDim,
                Addresses.of(angles, anglesAt, 4L * rotaryDim),
                rotaryDim / 2,
                0);
        Addresses.keep(x, angles);
    }

    @Override
    public void storeKey(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        final HeadLayout keys = cache.keys();
        final long head =
                Addresses.of(cache.memory(), cache.keyHeadAt(page, 0), kvHeadCount * keys.bytes());
        storeKeys
                .get(keys.type().ordinal())
                .callBriefly(
                        Addresses.of(x, xAt, 4L * kvHeadCount * keys.dim()),
                        kvHeadCount,
                        head + keys.keyAt(slot, 0),
                        head + keys.keyScaleAt(slot, 0),
                        keys.dim(),
                        keys.bytes());
        Addresses.keep(x, cache);
    }

    @Override
    public void storeValue(
            final MemorySegment x,
            final long xAt,
            final int kvHeadCount,
            final CacheView cache,
            final int page,
            final int slot) {
        final HeadLayout values = cache.values();
        final long head =
                Addresses.of(
                        cache.memory(), cache.valueHeadAt(page, 0), kvHeadCount * values.bytes());
        storeValues
                .get(values.type().ordinal())
                .callBriefly(
                        Addresses.of(x, xAt, 4L * kvHeadCount * values.dim()),
                        kvHeadCount,
                        head + values.valueAt(slot, 0),
                        head + values.valueScaleAt(slot, 0),
                        values.dim(),
                        values.bytes());
        Addresses.keep(x, cache);
    }

    @Override
    public float bound(
            final MemorySegment query,
            final long queryAt,
            final MemorySegment bounds,
            final long boundsAt,
            final int dim) {
        final long smallest = Addresses.of(bounds, boundsAt, 8L * dim);
        final long bits =
                bound.callBriefly(
                        Addresses.of(query, queryAt, 4L * dim),
                        smallest,
                        smallest + 4L * dim,
                        dim,
                        0,
                        0);
        Addresses.keep(query, bounds);
        return Float.intBitsToFloat((int) bits);
    }

    @Override
    public void attend(final AttentionTask task) {
        attention.attend(task);
    }

    @Override
    public void merge(
            final MemorySegment into,
            final long intoAt,
            final MemorySegment next,
            final long nextAt,
            final int valueDim) {
        attention.merge(into, intoAt, next, nextAt, valueDim);
    }

    @Override
    public void finish(
            final MemorySegment partial,
            final long partialAt,
            final int valueDim,
            final MemorySegment y,
            final long yAt) {
        attention.finish(partial, partialAt, valueDim, y, yAt);
    }

    @Override
    public void gate(
            final Activation kind,
            final MemorySegment gate,
            final MemorySegment up,
            final long at,
            final long n) {
        gates.get(kind.ordinal())
                .callBriefly(
                        Addresses.of(gate, at, 4 * n), Addresses.of(up, at, 4 * n), n, 0, 0, 0);
        Addresses.keep(gate, up);
    }

    @Override
    public void add(
            final MemorySegment x,
            final long xAt,
            final MemorySegment y,
            final long yAt,
            final long n) {
        add.callBriefly(Addresses.of(x, xAt, 4 * n), Addresses.of(y, yAt, 4 * n), n, 0, 0, 0);
        Addresses.keep(x, y);
    }

    @Override
    public void scale(final MemorySegment x, final long xAt, final float factor, final long n) {
        scale.callBriefly(Addresses.of(x, xAt, 4 * n), Float.floatToRawIntBits(factor), n, 0, 0, 0);
        Addresses.keep(x);
    }

    @Override
    public void softCap(final MemorySegment x, final long xAt, final float cap, final long n) {
        softCap.callBriefly(Addresses.of(x, xAt, 4 * n), Float.floatToRawIntBits(cap), n, 0, 0, 0);
        Addresses.keep(x);
    }

    @Override
    public void accumulate(final PanelProduct product) {
        heap.accumulate(product);
    }

    @Override
    public void exp(final float[] x, final int from, final int count) {
        heap.exp(x, from, count);
    }
}
