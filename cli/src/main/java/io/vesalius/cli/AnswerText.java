package io.vesalius.cli;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Timings;

/** What a person is told about an answer besides its text. */
final class AnswerText {
    private AnswerText() {}

    /** Some lines of timings, why it ended, and a word about what was dropped. */
    static String timings(final Answer answer) {
        final Timings timings = answer.timings();
        final StringBuilder text = new StringBuilder();
        if (answer.droppedTokens() > 0) {
            text.append(
                    "the first %d tokens of the prompt were dropped: it didn't fit\n"
                            .formatted(answer.droppedTokens()));
        }
        text.append(
                "prompt     %6d tokens, %d of them cached, %.1f ms, %.1f tokens/s\n"
                        .formatted(
                                timings.promptTokens(),
                                timings.cachedTokens(),
                                1e3 * timings.prefill(),
                                timings.prefillTokensPerSecond()));
        text.append(
                "generated  %6d tokens, %.1f ms, %.1f tokens/s (%s; seed %d)\n"
                        .formatted(
                                timings.generatedTokens(),
                                1e3 * timings.decode(),
                                timings.decodeTokensPerSecond(),
                                cause(answer),
                                answer.seed()));
        text.append(
                "latency    first token %.1f ms (%.1f ms queued), then %.2f ms a token (median %.2f, 99 %% %.2f)\n"
                        .formatted(
                                1e3 * timings.timeToFirstToken(),
                                1e3 * timings.queue(),
                                1e3 * timings.timePerOutputToken(),
                                1e3 * timings.interTokenP50(),
                                1e3 * timings.interTokenP99()));
        if (timings.draftedTokens() > 0) {
            text.append(
                    "guesses    %6d tokens, %d of them right (%.0f %%)\n"
                            .formatted(
                                    timings.draftedTokens(),
                                    timings.acceptedTokens(),
                                    100.0 * timings.acceptedTokens() / timings.draftedTokens()));
        }
        return text.toString();
    }

    private static String cause(final Answer answer) {
        return switch (answer.completions().getFirst().reason()) {
            case END_OF_SEQUENCE -> "the model ended it";
            case STOP_TOKEN -> "a stop token";
            case STOP_STRING -> "a stop text";
            case MAX_TOKENS -> "as many as asked for";
            case CONTEXT_END -> "the context is full";
            case CANCELLED -> "cancelled";
            case FAILED -> "it could not go on";
        };
    }
}
