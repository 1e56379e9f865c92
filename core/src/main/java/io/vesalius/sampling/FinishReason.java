package io.vesalius.sampling;

/** Why a sequence ended. */
public enum FinishReason {
    /** The model's own end token. */
    END_OF_SEQUENCE("stop"),
    /** A token of the request's `stop_token_ids`. */
    STOP_TOKEN("stop"),
    /** A text of the request's `stop`. */
    STOP_STRING("stop"),
    /** The request's `max_tokens` were generated. */
    MAX_TOKENS("length"),
    /** The context is full. */
    CONTEXT_END("length"),
    /** Its owner gave up. */
    CANCELLED("abort"),
    /** It could not go on; others do. */
    FAILED("error");

    private final String openAiWord;

    FinishReason(final String openAiWord) {
        this.openAiWord = openAiWord;
    }

    /**
     * `finish_reason` in the words of OpenAI's API; for the two that it doesn't know, those of
     * vLLM: `abort` and `error`.
     */
    public String openAiWord() {
        return openAiWord;
    }
}
