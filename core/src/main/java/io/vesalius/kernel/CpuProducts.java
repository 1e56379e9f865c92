package io.vesalius.kernel;

import io.vesalius.tensor.HostMemory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;

/** Products on the processor: quantise the rows once, then give tiles of outputs to the workers. */
final class CpuProducts {
    private final Verbs verbs;
    private final WorkerTeam team;
    private final Arena arena;
    private final BitSet poisoned = new BitSet();
    private MemorySegment quantized = MemorySegment.NULL;

    CpuProducts(final Verbs verbs, final WorkerTeam team, final Arena arena) {
        this.verbs = verbs;
        this.team = team;
        this.arena = arena;
    }

    void product(final Rows x, final int rows, final List<Projection> projections) {
        if (projections.stream().anyMatch(p -> Verbs.quantizes(p.weight().type()))) {
            final Quantized activations = quantize(x, rows);
            projections.stream()
                    .filter(p -> Verbs.quantizes(p.weight().type()))
                    .forEach(
                            p ->
                                    split(
                                            p,
                                            (from, to) ->
                                                    verbs.product(
                                                            p.weight(),
                                                            from,
                                                            to,
                                                            activations,
                                                            0,
                                                            rows,
                                                            p.out())));
        }
        for (final Projection p : projections) {
            if (!Verbs.quantizes(p.weight().type())) {
                split(p, (from, to) -> verbs.product(p.weight(), from, to, x, 0, rows, p.out()));
            }
            p.bias().ifPresent(bias -> addBias(bias, p.out(), rows));
        }
    }

    private interface Tiles {
        void run(int fromTile, int toTile);
    }

    /** A few pieces a worker, so that a slow one doesn't hold up the rest. */
    private void split(final Projection projection, final Tiles work) {
        final int tiles = projection.weight().tileCount();
        final int pieces = team.size() == 1 ? 1 : Math.min(tiles, 4 * team.size());
        team.run(
                pieces,
                (worker, piece) ->
                        work.run(
                                (int) ((long) tiles * piece / pieces),
                                (int) ((long) tiles * (piece + 1) / pieces)));
    }

    private void addBias(final Vector bias, final Rows out, final int rows) {
        team.run(
                rows,
                (worker, row) -> verbs.add(out.data(), out.at(row), bias.data(), 0, bias.length()));
    }

    private Quantized quantize(final Rows x, final int rows) {
        final long bytes = Quantized.bytes(x.capacity(), x.columns());
        if (quantized.byteSize() < bytes) {
            quantized = HostMemory.allocate(arena, bytes, "scratch memory");
        }
        final Quantized out = new Quantized(quantized, x.columns());
        team.run(
                rows,
                (worker, row) -> {
                    if (!verbs.quantize(x.data(), x.at(row), out, row)) {
                        poison(row);
                    }
                });
        return out;
    }

    void poison(final int row) {
        synchronized (poisoned) {
            poisoned.set(row);
        }
    }

    BitSet takePoisoned() {
        synchronized (poisoned) {
            final BitSet taken = (BitSet) poisoned.clone();
            poisoned.clear();
            return taken;
        }
    }
}
