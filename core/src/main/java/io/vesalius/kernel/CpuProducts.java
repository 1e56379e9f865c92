package io.vesalius.kernel;

import io.vesalius.tensor.HostPool;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Products on the processor: quantise the rows once, then give tiles of outputs to the workers. The
 * call's operands are fields, so that a step makes no objects.
 */
@SuppressWarnings("NullAway.Init") // a call sets its operands, then runs its tasks
final class CpuProducts implements WorkerTeam.Task {
    /** Pieces a worker. Many rows go by each piece, so that its tiles had better be many. */
    private static final int PIECES = 4;

    /** The same where memory is the limit: what a core still reads while others wait is short. */
    private static final int PIECES_OF_FEW_ROWS = 256;

    private static final int FEW_ROWS = 16;

    /** Of weights, times rows, that a piece has at least: some microseconds for a thread. */
    private static final long PIECE_BYTES = 16 << 10;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final HostPool memory;
    private final RowVerbs rowVerbs;

    /** Memory for quantised rows, and how rows of each length that there was lie in it. */
    private MemorySegment scratch = MemorySegment.NULL;

    private final List<Quantized> lengths = new ArrayList<>();

    // What the call is about.
    private Rows x;
    private Quantized quantized;
    private int rows;
    private final List<Linear> linears = new ArrayList<>();
    private final List<Rows> outputs = new ArrayList<>();
    private int[] ends = new int[4]; // the number of each product's last piece, plus one

    CpuProducts(
            final Verbs verbs,
            final WorkerTeam team,
            final HostPool memory,
            final RowVerbs rowVerbs) {
        this.verbs = verbs;
        this.team = team;
        this.memory = memory;
        this.rowVerbs = rowVerbs;
    }

    /** Products of these rows are to come. */
    void begin(final Rows input, final int rowCount) {
        x = input;
        rows = rowCount;
        linears.clear();
        outputs.clear();
    }

    void add(final Linear linear, final Rows output) {
        linears.add(linear);
        outputs.add(output);
    }

    void run() {
        quantize();
        split();
        for (int i = 0; i < linears.size(); i++) {
            if (linears.get(i).bias().isPresent()) {
                rowVerbs.add(outputs.get(i), linears.get(i).bias().get(), rows);
            }
        }
    }

    /** The rows, where some product takes them quantised. */
    private void quantize() {
        for (int i = 0; i < linears.size(); i++) {
            if (Verbs.quantizes(linears.get(i).weight().type())) {
                quantized = ofLength(x.columns(), Quantized.bytes(x.capacity(), x.columns()));
                rowVerbs.quantize(x, rows, quantized);
                return;
            }
        }
    }

    private Quantized ofLength(final int columns, final long bytes) {
        if (scratch.byteSize() < bytes) {
            scratch = memory.allocate(bytes, "scratch memory");
            lengths.clear();
        }
        for (int i = 0; i < lengths.size(); i++) {
            if (lengths.get(i).columns() == columns) {
                return lengths.get(i);
            }
        }
        lengths.add(new Quantized(scratch, columns));
        return lengths.getLast();
    }

    /** Pieces of all the products, of some tiles each, in one run of the team. */
    private void split() {
        if (ends.length < linears.size()) {
            ends = new int[linears.size()];
        }
        int count = 0;
        long operations = 0;
        for (int i = 0; i < linears.size(); i++) {
            final Matrix weight = linears.get(i).weight();
            count += pieces(weight);
            ends[i] = count;
            operations += (long) weight.rows() * weight.columns() * rows;
        }
        team.run(count, operations, this);
    }

    /** Some a worker, so that a slow one doesn't hold up the rest. */
    private int pieces(final Matrix weight) {
        if (team.size() == 1) {
            return 1;
        }
        final int each = rows <= FEW_ROWS ? PIECES_OF_FEW_ROWS : PIECES;
        final long most = weight.tileCount() * weight.tileBytes() * rows / PIECE_BYTES;
        return Math.min(weight.tileCount(), Math.clamp(most, team.size(), each * team.size()));
    }

    @Override
    public void run(final int worker, final int index) {
        run(worker, index, index + 1);
    }

    /** Neighbouring pieces of a matrix by one call, which waits for memory but once. */
    @Override
    public void run(final int worker, final int first, final int end) {
        int begin = 0;
        for (int i = 0; begin < end; i++) {
            if (ends[i] > first) {
                final int from = Math.max(first, begin) - begin;
                product(i, from, Math.min(end, ends[i]) - begin, ends[i] - begin);
            }
            begin = ends[i];
        }
    }

    /** Pieces `[first, end)` of a matrix that is cut into so many. */
    private void product(final int at, final int first, final int end, final int pieces) {
        final Matrix weight = linears.get(at).weight();
        final Rows y = outputs.get(at);
        final long tiles = weight.tileCount();
        final int from = (int) (tiles * first / pieces);
        final int to = (int) (tiles * end / pieces);
        if (Verbs.quantizes(weight.type())) {
            verbs.product(weight, from, to, quantized, 0, rows, y);
        } else {
            verbs.product(weight, from, to, x, 0, rows, y);
        }
    }
}
