package io.vesalius.tokenizer.json;

import java.util.ArrayList;
import java.util.List;

/** Two tokens that become one. */
record MergePair(String left, String right) {
    /**
     * The merges of a file, the most important first: as pairs, or in old files as `left right`.
     */
    static List<MergePair> all(final JsonPart merges) {
        final List<MergePair> pairs = new ArrayList<>();
        for (final JsonPart merge : merges.elements()) {
            if (merge.node().isString()) {
                final String[] parts = merge.string().split(" ", -1);
                if (parts.length != 2) {
                    throw merge.bad("must be two tokens with one space between them");
                }
                pairs.add(new MergePair(parts[0], parts[1]));
            } else {
                final List<JsonPart> parts = merge.elements();
                if (parts.size() != 2) {
                    throw merge.bad("must be two tokens");
                }
                pairs.add(new MergePair(parts.get(0).string(), parts.get(1).string()));
            }
        }
        return pairs;
    }
}
