package io.vesalius.tokenizer;

/**
 * How ids become text.
 *
 * @param keepControl write control tokens as their text instead of dropping them
 * @param startOfText the ids begin a text, so that the space which SentencePiece puts before a
 *     text's first word is taken off again; false where they go on after other text
 */
public record DecodeOptions(boolean keepControl, boolean startOfText) {
    /** A whole text without control tokens. */
    public static final DecodeOptions TEXT = new DecodeOptions(false, true);

    /** The continuation of other text, without control tokens. */
    public static final DecodeOptions CONTINUATION = new DecodeOptions(false, false);

    /** A whole text, control tokens shown. */
    public static final DecodeOptions WITH_CONTROL = new DecodeOptions(true, true);
}
