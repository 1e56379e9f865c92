package io.vesalius.kv;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Full pages by the tokens that lead to them: a tree of blocks of {@link CacheLayout#PAGE_TOKENS}
 * tokens, found by hash and verified by the tokens themselves, so that a collision never serves
 * another prefix's memory.
 */
final class PrefixIndex {
    private static final int NONE = -1;

    /** The tokens of one block, as a key. */
    private record Block(int[] tokens) {
        static Block of(final int[] tokens, final int index) {
            final int from = index * CacheLayout.PAGE_TOKENS;
            return new Block(Arrays.copyOfRange(tokens, from, from + CacheLayout.PAGE_TOKENS));
        }

        @Override
        public boolean equals(final Object other) {
            return other instanceof Block block && Arrays.equals(tokens, block.tokens);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(tokens);
        }
    }

    /** A block after all the blocks above it, and the page of each group that holds it, or -1. */
    static final class Node {
        private final @Nullable Node parent;
        private final Block block;
        private final int[] pages;
        private final Map<Block, Node> children = new HashMap<>();
        private int holders;

        private Node(final @Nullable Node parent, final Block block, final int groups) {
            this.parent = parent;
            this.block = block;
            pages = new int[groups];
            Arrays.fill(pages, NONE);
        }

        int page(final int group) {
            return pages[group];
        }

        private boolean useless() {
            return holders == 0
                    && children.isEmpty()
                    && Arrays.stream(pages).allMatch(page -> page == NONE);
        }
    }

    private final List<CacheLayout.Group> groups;
    private final Node root;
    private final Node[] owners;

    PrefixIndex(final List<CacheLayout.Group> groups, final int pageCount) {
        this.groups = groups;
        root = new Node(null, new Block(new int[0]), groups.size());
        owners = new Node[pageCount];
    }

    /**
     * The blocks of the longest prefix that can be reused, from the first on: global layers need
     * all its pages, local ones the sinks and those that the next position still sees.
     *
     * @param length tokens that may be reused at most
     */
    List<Node> longest(final int[] tokens, final int length) {
        final List<Node> path = new ArrayList<>();
        Node node = root;
        for (int i = 0; (i + 1) * CacheLayout.PAGE_TOKENS <= length; i++) {
            node = node.children.get(Block.of(tokens, i));
            if (node == null) {
                break;
            }
            path.add(node);
        }
        while (!path.isEmpty() && !usable(path)) {
            path.removeLast();
        }
        return path;
    }

    private boolean usable(final List<Node> path) {
        final int length = path.size() * CacheLayout.PAGE_TOKENS;
        for (int group = 0; group < groups.size(); group++) {
            final CacheLayout.Group view = groups.get(group);
            final int sinks = Math.min(view.sinkPages(), path.size());
            if (lacks(path, group, view.firstVisiblePage(length), path.size())
                    || lacks(path, group, 0, sinks)) {
                return false;
            }
        }
        return true;
    }

    private static boolean lacks(
            final List<Node> path, final int group, final int from, final int to) {
        for (int i = from; i < to; i++) {
            if (path.get(i).pages[group] == NONE) {
                return true;
            }
        }
        return false;
    }

    Node root() {
        return root;
    }

    /** The node of block `index` of these tokens under `parent`, made if it isn't there. */
    Node child(final Node parent, final int[] tokens, final int index) {
        final Block block = Block.of(tokens, index);
        return parent.children.computeIfAbsent(block, key -> new Node(parent, key, groups.size()));
    }

    void put(final Node node, final int group, final int page) {
        node.pages[group] = page;
        owners[page] = node;
    }

    void hold(final Node node) {
        node.holders++;
    }

    void letGo(final Node node) {
        node.holders--;
        prune(node);
    }

    /** A page is given away: it can't be found any more. */
    void remove(final int page) {
        final Node node = owners[page];
        owners[page] = null;
        for (int group = 0; group < node.pages.length; group++) {
            if (node.pages[group] == page) {
                node.pages[group] = NONE;
            }
        }
        prune(node);
    }

    private static void prune(final Node from) {
        Node node = from;
        Node parent = from.parent;
        while (parent != null && node.useless()) {
            parent.children.remove(node.block);
            node = parent;
            parent = node.parent;
        }
    }
}
