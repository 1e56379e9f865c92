package io.vesalius.tokenizer;

/**
 * One rule that cuts a piece of text into smaller ones; nothing is dropped. Rules are scanners that
 * look at each character a bounded number of times, where the references use backtracking regular
 * expressions.
 */
sealed interface Split {
    /** Cuts `from` to `to`, neighbours unseen. */
    void split(CodePoints text, int from, int to, Pieces pieces);

    /** Takes pieces, none empty, in their order. */
    interface Pieces {
        void piece(int from, int to);
    }

    /** Finds where a pattern matches. */
    interface Matcher {
        /**
         * The end of the match that starts at `at`, or, where none does, `~next` with the next
         * place worth trying (`next > at`).
         */
        int match(CodePoints text, int at, int to);
    }

    /** Every match is a piece, and so is what lies between two of them. */
    record Isolated(Matcher matcher) implements Split {
        @Override
        public void split(
                final CodePoints text, final int from, final int to, final Pieces pieces) {
            int gap = from;
            int at = from;
            while (at < to) {
                final int end = matcher.match(text, at, to);
                if (end < 0) {
                    at = ~end;
                    continue;
                }
                if (gap < at) {
                    pieces.piece(gap, at);
                }
                pieces.piece(at, end);
                gap = end;
                at = end;
            }
            if (gap < to) {
                pieces.piece(gap, to);
            }
        }
    }

    /**
     * Cuts long numbers in threes from their right end, as people write thousands:
     * `(?=(\d{3})+(?!\d))`.
     */
    record Thousands() implements Split {
        @Override
        public void split(
                final CodePoints text, final int from, final int to, final Pieces pieces) {
            int start = from;
            int at = from;
            while (at < to) {
                if (!text.is(at, CharType.DECIMAL)) {
                    at++;
                    continue;
                }
                final int end = text.runEnd(at, to, CharType.DECIMAL);
                for (int cut = at + (end - at) % 3; cut < end; cut += 3) {
                    if (cut > start) {
                        pieces.piece(start, cut);
                    }
                    start = cut;
                }
                at = end;
            }
            if (start < to) {
                pieces.piece(start, to);
            }
        }
    }

    /**
     * Before U+2581 that follows something else. Changes nothing but time where no piece of the
     * vocabulary has U+2581 behind another character: nothing could have merged across.
     */
    record BeforeSpaceMarks() implements Split {
        private static final int MARK = 0x2581;

        @Override
        public void split(
                final CodePoints text, final int from, final int to, final Pieces pieces) {
            int start = from;
            for (int at = from + 1; at < to; at++) {
                if (text.chars()[at] == MARK && text.chars()[at - 1] != MARK) {
                    pieces.piece(start, at);
                    start = at;
                }
            }
            if (start < to) {
                pieces.piece(start, to);
            }
        }

        static boolean fits(final Vocabulary vocabulary) {
            for (final String text : vocabulary.texts()) {
                for (int at = text.indexOf(MARK, 1); at > 0; at = text.indexOf(MARK, at + 1)) {
                    if (text.charAt(at - 1) != MARK) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** White space is dropped and cuts; each punctuation character is a piece: BERT's words. */
    record BertWords() implements Split {
        @Override
        public void split(
                final CodePoints text, final int from, final int to, final Pieces pieces) {
            int start = from;
            for (int at = from; at < to; at++) {
                final boolean space = text.is(at, CharType.SPACE);
                if (!space && !isPunctuation(text, at)) {
                    continue;
                }
                if (start < at) {
                    pieces.piece(start, at);
                }
                if (!space) {
                    pieces.piece(at, at + 1);
                }
                start = at + 1;
            }
            if (start < to) {
                pieces.piece(start, to);
            }
        }

        private static boolean isPunctuation(final CodePoints text, final int at) {
            return text.is(at, CharType.PUNCTUATION)
                    || text.chars()[at] < 0x80 && text.is(at, CharType.SYMBOL);
        }
    }
}
