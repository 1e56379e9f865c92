package io.vesalius.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds tokens that are taken whole before anything else is split: user-defined ones in any text,
 * control ones in trusted text. A trie over UTF-16 units; the longest match at a place wins.
 */
final class AddedTokens {
    private static final int LONGEST =
            512; // units; a longer one is never found, so time is bounded

    private final Map<Long, Integer> edges = new HashMap<>(); // node << 16 | unit -> node
    private final IntList ids = new IntList(); // [nodes], -1 where no token ends
    private final boolean[] first = new boolean[1 << 16];
    private final TokenKind[] kinds;
    private final boolean anyInText;

    AddedTokens(final Vocabulary vocabulary) {
        this.kinds = vocabulary.kinds();
        ids.add(-1);
        final Map<Integer, Integer> ends = new HashMap<>();
        boolean userDefined = false;
        for (int id = 0; id < vocabulary.size(); id++) {
            final String text = vocabulary.texts()[id];
            if (isAdded(kinds[id]) && !text.isEmpty() && text.length() <= LONGEST) {
                ends.put(insert(text), id);
                userDefined |= kinds[id] == TokenKind.USER_DEFINED;
            }
        }
        anyInText = userDefined;
        nodeIds = new int[ids.size()];
        for (int node = 0; node < nodeIds.length; node++) {
            nodeIds[node] = ends.getOrDefault(node, -1);
        }
    }

    private final int[] nodeIds;

    /** Whether any may be found in untrusted text. */
    boolean anyInText() {
        return anyInText;
    }

    private static boolean isAdded(final TokenKind kind) {
        return switch (kind) {
            case USER_DEFINED, CONTROL, UNKNOWN -> true;
            case NORMAL, UNUSED, BYTE -> false;
        };
    }

    private int insert(final String text) {
        first[text.charAt(0)] = true;
        int node = 0;
        for (int i = 0; i < text.length(); i++) {
            final long edge = (long) node << 16 | text.charAt(i);
            Integer child = edges.get(edge);
            if (child == null) {
                child = ids.size();
                ids.add(-1);
                edges.put(edge, child);
            }
            node = child;
        }
        return node;
    }

    /**
     * The longest token that starts at `at`, or -1.
     *
     * @param trustedEnd where the trusted stretch around `at` ends; `at` itself in untrusted text
     */
    int match(final CharSequence text, final int at, final int trustedEnd) {
        if (!first[text.charAt(at)]) {
            return -1;
        }
        int found = -1;
        int node = 0;
        for (int i = at; i < text.length(); ) {
            final Integer child = edges.get((long) node << 16 | text.charAt(i++));
            if (child == null) {
                break;
            }
            node = child;
            final int id = nodeIds[node];
            if (id >= 0 && (kinds[id] == TokenKind.USER_DEFINED || i <= trustedEnd)) {
                found = id;
            }
        }
        return found;
    }
}
