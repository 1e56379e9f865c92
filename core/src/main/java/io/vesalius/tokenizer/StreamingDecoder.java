package io.vesalius.tokenizer;

/**
 * Ids to text as they come. No string it returns ends within a character, and all of them together
 * are what {@link Tokenizer#decode(int[], DecodeOptions)} gives for all the ids. For one thread.
 */
public final class StreamingDecoder {
    private final Tokenizer tokenizer;
    private final Decoder decoder;
    private final DecodeOptions options;
    private final Utf8Assembler assembler = new Utf8Assembler();
    private boolean atStart;

    StreamingDecoder(
            final Tokenizer tokenizer, final Decoder decoder, final DecodeOptions options) {
        this.tokenizer = tokenizer;
        this.decoder = decoder;
        this.options = options;
        this.atStart = options.startOfText();
    }

    /**
     * The text that became certain with this id, often empty in the middle of a character.
     *
     * @throws io.vesalius.base.BadRequestException when the vocabulary has no such id
     */
    public String push(final int id) {
        final StringBuilder text = new StringBuilder();
        push(id, text);
        return text.toString();
    }

    void push(final int id, final StringBuilder text) {
        tokenizer.check(id);
        if (!decoder.isVisible(id, options.keepControl())) {
            return;
        }
        final TokenTable texts = decoder.texts();
        assembler.push(texts.blob(), decoder.start(id, atStart), texts.end(id), text);
        atStart = false;
    }

    /** What is left at the end: U+FFFD for half a character, otherwise nothing. */
    public String finish() {
        final StringBuilder text = new StringBuilder();
        finish(text);
        return text.toString();
    }

    void finish(final StringBuilder text) {
        assembler.finish(text);
        atStart = false;
    }
}
