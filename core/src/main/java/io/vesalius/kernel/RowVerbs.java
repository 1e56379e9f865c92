package io.vesalius.kernel;

/**
 * The verbs that treat each row by itself: a row is a task. What is to be done is kept in fields,
 * not in an object for each call, so that a step makes no objects.
 */
@SuppressWarnings("NullAway.Init") // a call sets its operands, then runs its tasks
final class RowVerbs implements WorkerTeam.Task {
    private enum Verb {
        EMBED,
        QUANTIZE,
        NORM,
        ROTATE,
        GATE,
        ADD,
        ADD_VECTOR,
        SCALE,
        SOFT_CAP
    }

    /** Operations of an exponential or the like. */
    private static final long FUNCTION = 16;

    private final Verbs verbs;
    private final WorkerTeam team;
    private final Poisoned poisoned;

    // What the call is about; each verb uses some of these.
    private Verb verb;
    private Rows x;
    private Rows y;
    private Matrix table;
    private int[] ids;
    private Vector vector;
    private Quantized quantized;
    private Activation activation;
    private Pairing pairing;
    private int headDim;
    private float number;

    /**
     * @param poisoned told of rows that can't be quantised
     */
    RowVerbs(final Verbs verbs, final WorkerTeam team, final Poisoned poisoned) {
        this.verbs = verbs;
        this.team = team;
        this.poisoned = poisoned;
    }

    private void run(final Verb what, final Rows onRows, final int rows, final long operations) {
        verb = what;
        x = onRows;
        team.run(rows, operations * rows * onRows.columns(), this);
    }

    @Override
    public void run(final int worker, final int row) {
        switch (verb) {
            case EMBED -> verbs.readRow(table, ids[row], x.data(), x.at(row));
            case QUANTIZE -> quantize(row);
            case NORM -> rmsNorm(row);
            case ROTATE -> rotate(row);
            case GATE -> verbs.gate(activation, x.data(), y.data(), x.at(row), x.columns());
            case ADD -> verbs.add(x.data(), x.at(row), y.data(), y.at(row), x.columns());
            case ADD_VECTOR -> verbs.add(x.data(), x.at(row), vector.data(), 0, vector.length());
            case SCALE -> verbs.scale(x.data(), x.at(row), number, x.columns());
            case SOFT_CAP -> verbs.softCap(x.data(), x.at(row), number, x.columns());
        }
    }

    void embed(final Matrix from, final int[] tokens, final int rows, final Rows to) {
        table = from;
        ids = tokens;
        run(Verb.EMBED, to, rows, FUNCTION);
    }

    void quantize(final Rows from, final int rows, final Quantized to) {
        quantized = to;
        run(Verb.QUANTIZE, from, rows, 1);
    }

    private void quantize(final int row) {
        if (!verbs.quantize(x.data(), x.at(row), quantized, row)) {
            poisoned.add(row);
        }
    }

    void rmsNorm(
            final Rows from,
            final int rows,
            final Vector weight,
            final float epsilon,
            final Rows to) {
        y = to;
        vector = weight;
        number = epsilon;
        run(Verb.NORM, from, rows, 1);
    }

    private void rmsNorm(final int row) {
        final int width = vector.length();
        for (int from = 0; from < x.columns(); from += width) {
            final long at = x.at(row) + 4L * from;
            verbs.rmsNorm(x.data(), at, vector, number, width, y.data(), at);
        }
    }

    void rotate(
            final Rows heads,
            final int rows,
            final int dim,
            final Pairing pairs,
            final Rows angles) {
        y = angles;
        headDim = dim;
        pairing = pairs;
        run(Verb.ROTATE, heads, rows, 1);
    }

    private void rotate(final int row) {
        verbs.rotate(
                x.data(),
                x.at(row),
                x.columns() / headDim,
                headDim,
                y.columns(),
                pairing,
                y.data(),
                y.at(row));
    }

    void gate(final Activation kind, final Rows gate, final Rows up, final int rows) {
        activation = kind;
        y = up;
        run(Verb.GATE, gate, rows, FUNCTION);
    }

    void add(final Rows to, final Rows other, final int rows) {
        y = other;
        run(Verb.ADD, to, rows, 1);
    }

    void add(final Rows to, final Vector other, final int rows) {
        vector = other;
        run(Verb.ADD_VECTOR, to, rows, 1);
    }

    void scale(final Rows what, final int rows, final float factor) {
        number = factor;
        run(Verb.SCALE, what, rows, 1);
    }

    void softCap(final Rows what, final int rows, final float cap) {
        number = cap;
        run(Verb.SOFT_CAP, what, rows, FUNCTION);
    }
}
