package io.vesalius.x86;

import static io.vesalius.x86.asm.Gpr.RSP;

import io.vesalius.kernel.AttentionShape;
import io.vesalius.x86.asm.Address;

/**
 * What attention keeps on the stack: for each query the tile's scores, then the factors of what was
 * there before, then room for one vector, the turns that are left and the present one's first entry
 * in the table of queries.
 *
 * @param queries how many
 */
record StackFrame(int queries) {
    /** Bytes from a query's scores to the next one's. */
    static final int SCORES = 4 * AttentionShape.TILE;

    int bytes() {
        return SCORES * queries + 64 + 64 + 64;
    }

    /** The score, later the weight, of a query and a position of the tile. */
    static Address score(final int query, final int position) {
        return RSP.at(SCORES * query + 4 * position);
    }

    /** What a query's earlier result is multiplied with; sixteen f32 for all queries. */
    Address factor(final int query) {
        return RSP.at(SCORES * queries + 4 * query);
    }

    Address turns() {
        return RSP.at(SCORES * queries + 128);
    }

    Address entry() {
        return RSP.at(SCORES * queries + 136);
    }

    /** Sixteen f32 to pass through, behind the factors. */
    Address spare() {
        return RSP.at(SCORES * queries + 64);
    }
}
