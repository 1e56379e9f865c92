package io.vesalius.tokenizer.train;

/** Which pairs of symbols may merge, into what, and which of two equally frequent ones first. */
interface PairRule {
    /** Whether the two may ever be one symbol. */
    boolean joins(int left, int right);

    /** The symbol that the two become, an old one where its text is the same; -1 for none. */
    int join(int left, int right);

    /** Which of two pairs merges first where both are as frequent: negative for the first. */
    int compare(long pair, long other);

    /** How many symbols there are now. */
    int size();
}
