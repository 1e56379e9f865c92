package io.vesalius.tokenizer.train;

import java.util.Arrays;

/** Pieces as paths of characters: an open-addressed table of edges. Built once, then read only. */
final class PieceTrie {
    static final int ROOT = 0;
    private long[] edges = new long[1 << 12]; // node << 32 | character
    private int[] children = new int[1 << 12]; // 0 free
    private int[] pieces = new int[1 << 11]; // of nodes, -1 none
    private int nodes = 1;

    PieceTrie() {
        pieces[ROOT] = -1;
    }

    void add(final int[] text, final int from, final int to, final int piece) {
        int node = ROOT;
        for (int i = from; i < to; i++) {
            final int child = child(node, text[i]);
            node = child == 0 ? insert(node, text[i]) : child;
        }
        pieces[node] = piece;
    }

    /** The node behind a character, 0 for none. */
    int child(final int node, final int character) {
        final long edge = edge(node, character);
        for (int slot = slot(edge); children[slot] != 0; slot = slot + 1 & edges.length - 1) {
            if (edges[slot] == edge) {
                return children[slot];
            }
        }
        return 0;
    }

    /** The piece that ends at a node, -1 for none. */
    int piece(final int node) {
        return pieces[node];
    }

    private static long edge(final int node, final int character) {
        return (long) node << Integer.SIZE | character;
    }

    private int slot(final long edge) {
        return (int) (edge * 0x9E3779B97F4A7C15L >>> Integer.SIZE) & edges.length - 1;
    }

    private int insert(final int node, final int character) {
        if (nodes > edges.length / 2) {
            final long[] oldEdges = edges;
            final int[] oldChildren = children;
            edges = new long[oldEdges.length * 2];
            children = new int[edges.length];
            for (int i = 0; i < oldEdges.length; i++) {
                if (oldChildren[i] != 0) {
                    put(oldEdges[i], oldChildren[i]);
                }
            }
        }
        if (nodes == pieces.length) {
            pieces = Arrays.copyOf(pieces, nodes * 2);
        }
        pieces[nodes] = -1;
        put(edge(node, character), nodes);
        return nodes++;
    }

    private void put(final long edge, final int child) {
        int slot = slot(edge);
        while (children[slot] != 0) {
            slot = slot + 1 & edges.length - 1;
        }
        edges[slot] = edge;
        children[slot] = child;
    }
}
