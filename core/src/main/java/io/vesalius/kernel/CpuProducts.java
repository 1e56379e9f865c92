package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;

/** Products on the processor: quantise the rows once, then give tiles of outputs to the workers. */
final class CpuProducts {
    /** Pieces a worker. Many rows go by each piece, so that its tiles had better be many. */
    private static final int PIECES = 4;

    private static final int PIECES_OF_FEW_ROWS = 16;
    private static final int FEW_ROWS = 4;

    /** Of weights, times rows, that a piece has at least: a stream takes a while to start. */
    private static final long PIECE_BYTES = 128 << 10;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory;
    private final BitSet poisoned = new BitSet();
    private MemorySegment quantized = MemorySegment.NULL;

    CpuProducts(final Verbs verbs, final WorkerTeam team, final HostPool memory) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
    }

    void product(final Rows x, final int rows, final List<Projection> projections) {
        final List<Projection> quantizing = projections.stream().filter(this::quantizes).toList();
        if (!quantizing.isEmpty()) {
            final Quantized activations = quantize(x, rows);
            split(
                    quantizing,
                    rows,
                    (p, from, to) ->
                            verbs.product(p.weight(), from, to, activations, 0, rows, p.out()));
        }
        if (quantizing.size() < projections.size()) {
            split(
                    projections.stream().filter(p -> !quantizes(p)).toList(),
                    rows,
                    (p, from, to) -> verbs.product(p.weight(), from, to, x, 0, rows, p.out()));
        }
        for (final Projection p : projections) {
            p.bias().ifPresent(bias -> addBias(bias, p.out(), rows));
        }
    }

    private boolean quantizes(final Projection projection) {
        return Verbs.quantizes(projection.weight().type());
    }

    private interface Tiles {
        void run(Projection projection, int fromTile, int toTile);
    }

    /** Pieces of all the projections, of some tiles each, in one run of the team. */
    private void split(final List<Projection> projections, final int rows, final Tiles work) {
        final int[] ends = new int[projections.size()];
        int count = 0;
        long operations = 0;
        for (int i = 0; i < ends.length; i++) {
            final Projection projection = projections.get(i);
            count += pieces(projection, rows);
            ends[i] = count;
            operations += (long) projection.weight().rows() * projection.weight().columns() * rows;
        }
        team.run(
                count,
                operations,
                (worker, index) -> {
                    int at = 0;
                    while (index >= ends[at]) {
                        at++;
                    }
                    final int first = at == 0 ? 0 : ends[at - 1];
                    final Projection projection = projections.get(at);
                    final long tiles = projection.weight().tileCount();
                    final int pieces = ends[at] - first;
                    final int piece = index - first;
                    work.run(
                            projection,
                            (int) (tiles * piece / pieces),
                            (int) (tiles * (piece + 1) / pieces));
                });
    }

    /** A few a worker, so that a slow one doesn't hold up the rest; more where a piece is short. */
    private int pieces(final Projection projection, final int rows) {
        if (team.size() == 1) {
            return 1;
        }
        final Matrix weight = projection.weight();
        final int each = rows <= FEW_ROWS ? PIECES_OF_FEW_ROWS : PIECES;
        final long most = weight.tileCount() * weight.tileBytes() * rows / PIECE_BYTES;
        return Math.min(weight.tileCount(), Math.clamp(most, team.size(), each * team.size()));
    }

    private void addBias(final Vector bias, final Rows out, final int rows) {
        team.run(
                rows,
                (long) rows * bias.length(),
                (worker, row) -> verbs.add(out.data(), out.at(row), bias.data(), 0, bias.length()));
    }

    private Quantized quantize(final Rows x, final int rows) {
        final long bytes = Quantized.bytes(x.capacity(), x.columns());
        if (quantized.byteSize() < bytes) {
            quantized = memory.allocate(bytes, "scratch memory");
        }
        final Quantized out = new Quantized(quantized, x.columns());
        team.run(
                rows,
                (long) rows * x.columns(),
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
