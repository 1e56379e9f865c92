package io.vesalius.testing;

import io.vesalius.engine.Answer;
import io.vesalius.engine.Completion;

/** Answers as text that differs where a single bit does. */
public final class Bits {
    private Bits() {}

    /** Every token, and every bit of every score and log-probability. */
    public static String of(final Answer answer) {
        final StringBuilder text = new StringBuilder();
        for (final Completion each : answer.completions()) {
            text.append(each.reason()).append(' ').append(each.text());
            text.append(Double.doubleToLongBits(each.score()));
            each.tokens()
                    .forEach(
                            token ->
                                    text.append(' ')
                                            .append(token.id())
                                            .append(':')
                                            .append(Double.doubleToLongBits(token.logProb()))
                                            .append(token.top()));
        }
        return text.toString();
    }
}
