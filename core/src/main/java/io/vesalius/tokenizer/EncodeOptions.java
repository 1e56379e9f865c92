package io.vesalius.tokenizer;

/**
 * How one text becomes ids.
 *
 * @param addBos put the beginning-of-sequence token (BERT: the class token) first
 * @param addEos put the end-of-sequence token (BERT: the separator) last
 * @param parseSpecial recognise control tokens in the text; only for text that is trusted
 */
public record EncodeOptions(boolean addBos, boolean addEos, boolean parseSpecial) {
    /** The text alone: nothing added, control tokens stay text. */
    public static final EncodeOptions PLAIN = new EncodeOptions(false, false, false);
}
