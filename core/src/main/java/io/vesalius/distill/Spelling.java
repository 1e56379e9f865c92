package io.vesalius.distill;

import io.vesalius.format.GgufMetadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One vocabulary's tokens spelled in another's: the longest that fits first, by their texts. */
final class Spelling {
    private static final String TOKENS = "tokenizer.ggml.tokens";

    private final Map<String, Integer> ids = new HashMap<>();
    private final int longest;

    private Spelling(final List<String> tokens) {
        for (int id = 0; id < tokens.size(); id++) {
            ids.putIfAbsent(tokens.get(id), id);
        }
        longest = tokens.stream().mapToInt(String::length).max().orElse(0);
    }

    /**
     * How each new token is spelled.
     *
     * @return ids of the old vocabulary, for each new token; what it can't spell is left out
     */
    static List<int[]> of(final GgufMetadata fresh, final GgufMetadata old) {
        final Spelling spelling = new Spelling(old.strings(TOKENS));
        return fresh.strings(TOKENS).stream().map(spelling::spell).toList();
    }

    private int[] spell(final String token) {
        final List<Integer> spelled = new ArrayList<>();
        int at = 0;
        while (at < token.length()) {
            int end = Math.min(token.length(), at + longest);
            while (end > at && !ids.containsKey(token.substring(at, end))) {
                end--;
            }
            if (end > at) {
                spelled.add(ids.get(token.substring(at, end)));
            }
            at = Math.max(end, at + 1);
        }
        return spelled.stream().mapToInt(Integer::intValue).toArray();
    }
}
