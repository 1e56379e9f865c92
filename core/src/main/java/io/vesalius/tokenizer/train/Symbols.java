package io.vesalius.tokenizer.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The symbols that words are made of: texts with ids that grow as pairs merge. */
final class Symbols {
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Set<String> reserved;

    /**
     * @param reserved texts that no merge may make: those of special tokens
     */
    Symbols(final Set<String> reserved) {
        this.reserved = reserved;
    }

    int size() {
        return texts.size();
    }

    String text(final int id) {
        return texts.get(id);
    }

    /** The id of a text, a new one where it has none; -1 where the text is reserved. */
    int add(final String text) {
        if (reserved.contains(text)) {
            return -1;
        }
        final int id = ids.computeIfAbsent(text, added -> texts.size());
        if (id == texts.size()) {
            texts.add(text);
        }
        return id;
    }
}
