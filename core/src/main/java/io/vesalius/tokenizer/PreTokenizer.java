package io.vesalius.tokenizer;

import java.util.List;

/**
 * The stage that cuts a text into pieces which tokens don't cross: rules, each applied to the
 * pieces of the one before.
 */
record PreTokenizer(List<Split> splits) {
    PreTokenizer(final Split... splits) {
        this(List.of(splits));
    }

    void split(final CodePoints text, final Split.Pieces pieces) {
        if (text.length() > 0) {
            split(0, text, 0, text.length(), pieces);
        }
    }

    private void split(
            final int rule,
            final CodePoints text,
            final int from,
            final int to,
            final Split.Pieces pieces) {
        if (rule == splits.size()) {
            pieces.piece(from, to);
            return;
        }
        splits.get(rule)
                .split(text, from, to, (start, end) -> split(rule + 1, text, start, end, pieces));
    }
}
