package io.vesalius.prompt.jinja;

import java.time.LocalDateTime;

/** One rendering's state: its budget, its time, and the line it is at, for messages. */
final class Rendering {
    private final Budget budget;
    private final LocalDateTime now;
    private int line = 1;

    Rendering(final Budget budget, final LocalDateTime now) {
        this.budget = budget;
        this.now = now;
    }

    Budget budget() {
        return budget;
    }

    LocalDateTime now() {
        return now;
    }

    int line() {
        return line;
    }

    void at(final int sourceLine) {
        line = sourceLine;
    }

    /** A builder's growth, charged. */
    void append(final TextBuilder builder, final Text text) {
        budget.grow(builder.length(), text.length());
        builder.append(text);
    }

    /** A text just made that is hardly longer than what it was made of. */
    Value.Str made(final Text text) {
        budget.allocate(text.length());
        return new Value.Str(text);
    }

    Value.Str concat(final Text left, final Text right) {
        budget.allocate((long) left.length() + right.length());
        return new Value.Str(left.concat(right));
    }
}
